/** The report of a check: findings, what each leads to, and where to read more. */
import type { Known } from "../../notation/json-shape.ts";
import { counted } from "../../units/number.ts";
import { paragraph } from "../html/markup.ts";
import { section } from "../html/page.ts";
import type { CHECK } from "../json/requests.ts";
import { onPage } from "../table/on-page.ts";
import { tableOf } from "../table/table.ts";
import { type Manifest, manifestSection } from "./manifest.ts";
import { answerSection, type ReportDocument } from "./measured-document.ts";

type Finding = Known<(typeof CHECK)["shape"]>["findings"][number];

const SEVERITIES = ["error", "warning", "note"] as const;

export function checkDocument(findings: readonly Finding[], manifest: Manifest): ReportDocument {
  const counts = SEVERITIES.map((severity) =>
    counted(findings.filter((one) => one.severity === severity).length, severity),
  );
  return {
    title: "A check of the configuration",
    lead: "What is configured wrongly, and what does it lead to?",
    sections: [
      answerSection(`${counts.slice(0, -1).join(", ")} and ${counts.at(-1)}.`),
      section(
        "findings",
        "Findings",
        ...(findings.length === 0
          ? [paragraph("Nothing that sipnines check knows of is wrong.")]
          : [
              onPage(
                tableOf<Finding>(
                  "Findings, as the check has put them",
                  [
                    { heading: "code", of: ({ code }) => code },
                    { heading: "severity", of: ({ severity }) => severity },
                    { heading: "where", of: ({ file, line }) => `${file}, line ${line}` },
                    { heading: "what", of: ({ message }) => `${message}.` },
                    { heading: "what it leads to", of: ({ consequence }) => `${consequence}.` },
                  ],
                  findings,
                ),
                true,
              ),
              paragraph(`sipnines check --explain ${findings[0]!.code} says how to mend it; so for each code.`),
            ]),
      ),
      manifestSection(manifest),
    ],
  };
}
