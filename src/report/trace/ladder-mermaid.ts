import type { Ladder } from "./ladder.ts";
import { momentText } from "./words.ts";

/** Mermaid ends a text at a semicolon, a line break or "#"; these are written as its entity codes. */
const mermaidText = (text: string): string =>
  text.replace(/[#;]/g, (letter) => `#${letter.codePointAt(0)};`).replace(/\s+/g, " ");

/**
 * A ladder as a Mermaid sequence diagram. Requests are solid and responses dotted arrows; what was lost ends in a cross, its
 * reason in the text.
 */
export function ladderMermaid({ title, explanation, lanes, steps }: Ladder): string {
  const lines = [
    "sequenceDiagram",
    `  %% ${mermaidText(explanation)}`,
    `  title ${mermaidText(title)}`,
    ...lanes.map(
      ({ name, part }, lane) =>
        `  ${part === "callers" || part === "callees" ? "actor" : "participant"} L${lane} as ${mermaidText(name)}`,
    ),
    ...steps.map((step) => {
      if (step.kind === "remark") {
        const over = step.lane === null ? `L0${lanes.length > 1 ? `,L${lanes.length - 1}` : ""}` : `L${step.lane}`;
        return `  Note over ${over}: ${momentText(step.at)}<br/>${mermaidText(step.text)}`;
      }
      const shaft = step.isResponse ? "--" : "-";
      const arrow = `${shaft}${step.lost === null ? ">>" : "x"}`;
      const copy = step.copy > 1 ? ` (${step.copy})` : "";
      const lost = step.lost === null ? "" : ` · lost: ${step.lost}`;
      return `  L${step.from}${arrow}L${step.to}: ${mermaidText(`${momentText(step.at)} ${step.text}${copy}${lost}`)}`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}
