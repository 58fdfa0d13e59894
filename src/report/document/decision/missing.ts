/** Parts that no result was given for, and the command that makes each. */
import { code, type Html, joined, list, paragraph } from "../../html/markup.ts";
import { type Section, section } from "../../html/page.ts";
import type { Evidence } from "./evidence.ts";

interface Part {
  readonly what: string;
  readonly command: (scenario: string) => string;
  /** What else the scenario has to say. */
  readonly needs?: string;
}

function missingParts({ analysis, runs, plans, search, capacity, checks, scenario }: Evidence): Part[] {
  const hasPlan = scenario === null || scenario.plan !== undefined;
  const hasSearch = (scenario?.availability?.search.length ?? 1) > 0;
  return [
    ...(analysis === null
      ? [{ what: "Minutes and money of a year, nines", command: (of: string) => `availability ${of} --out nines` }]
      : []),
    ...(runs.length === 0 && (analysis?.file.messageLevel?.losses ?? []).length === 0
      ? [
          {
            what: "What a crash costs",
            command: (of: string) => `run ${of} --out crash`,
            needs: "a line of faults that kills a server",
          },
        ]
      : []),
    ...(plans.length === 0
      ? [
          {
            what: "The night of the upgrade",
            command: (of: string) => `plan ${of} --out night`,
            ...(hasPlan
              ? {}
              : {
                  needs: "a section plan, such as plan: { at: 30 s, upgrade: proxies }",
                }),
          },
        ]
      : []),
    ...(search === null
      ? [
          {
            what: "Designs by gain and price",
            command: (of: string) => `optimize ${of} --out designs`,
            ...(hasSearch ? {} : { needs: "availability.search and availability.costs" }),
          },
        ]
      : []),
    ...(capacity === null
      ? [
          {
            what: "How much the service carries",
            command: (of: string) => `capacity ${of} --survivors --out capacity`,
          },
        ]
      : []),
    ...(checks.length === 0
      ? [{ what: "What is configured wrongly", command: (of: string) => `check ${of} --json > check.json` }]
      : []),
  ];
}

export function missingSection(evidence: Evidence): Section | null {
  const parts = missingParts(evidence);
  if (parts.length === 0) return null;
  const scenario = evidence.again ?? "FILE";
  const items = parts.map(
    ({ what, command, needs }): Html =>
      joined(
        `${what}: `,
        code(`sipnines ${command(scenario)}`),
        ...(needs === undefined ? [] : [`; the scenario needs ${needs}`]),
        ".",
      ),
  );
  return section(
    "missing",
    "What this page does not know",
    paragraph("No result was given for these parts. Make it, and name it to sipnines report as well:"),
    list(items),
  );
}
