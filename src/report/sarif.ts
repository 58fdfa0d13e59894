/** Findings as SARIF 2.1.0 (OASIS), which code reviews read. */

/** A finding as it is printed. */
export interface SarifFinding {
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly consequence: string;
}

export interface SarifRule {
  readonly code: string;
  readonly title: string;
  readonly about: string;
  readonly mend: string;
}

/** A path as a relative reference (RFC 3986 §4.2), whose first part must not look like a scheme. */
const uriOf = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** One run of a tool with its rules and what they found. */
export const sarifOf = (version: string, rules: readonly SarifRule[], findings: readonly SarifFinding[]) => ({
  $schema: "https://json.schemastore.org/sarif-2.1.0.json",
  version: "2.1.0",
  runs: [
    {
      tool: {
        driver: {
          name: "sipnines",
          version,
          rules: rules.map(({ code, title, about, mend }) => ({
            id: code,
            shortDescription: { text: title },
            fullDescription: { text: about },
            help: { text: mend },
          })),
        },
      },
      results: findings.map(({ code, severity, file, line, message, consequence }) => ({
        ruleId: code,
        level: severity,
        message: { text: `${message}. ${consequence}.` },
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: Math.max(1, line) } },
          },
        ],
      })),
    },
  ],
});
