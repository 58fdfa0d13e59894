import { type LocatedProblem, said, UnreadableText } from "./located.ts";

/**
 * The states that carry each label in a PRISM or Storm `.lab` file, for the `.tra` file beside it.
 *
 * @throws UnreadableText for lines that are not `state: label label …` (PRISM), or `state label label …` (Storm)
 */
export function readStateLabels(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = text.split(/\r?\n/);
  const isStorm = lines[0]?.trim() === "#DECLARATION";
  const names = isStorm
    ? new Map(
        (lines[1] ?? "")
          .trim()
          .split(/\s+/)
          .map((name) => [name, name]),
      )
    : new Map([...(lines[0] ?? "").matchAll(/(\d+)="([^"]*)"/g)].map(([, number, name]) => [number!, name!]));
  const labels = new Map<string, string[]>([...names.values()].map((name) => [name, []]));
  const problems: LocatedProblem[] = [];
  lines.forEach((content, index) => {
    if (index === 0 || content.trim() === "" || (isStorm && (index === 1 || content.trim() === "#END"))) return;
    const [state = "", ...marks] = content.trim().split(isStorm ? /\s+/ : /\s*:\s*|\s+/);
    for (const mark of marks) {
      const name = names.get(mark);
      if (name !== undefined && /^\d+$/.test(state)) labels.get(name)!.push(state);
      else
        problems.push({
          line: index + 1,
          column: 1,
          ...said(`"${content}"`, `a state and its labels, such as ${isStorm ? "3 init down" : "3: 0 2"}`),
        });
    }
  });
  if (problems.length > 0) throw new UnreadableText(problems);
  return labels;
}
