import type { Check, Files } from "./check.ts";

/** The page of a check, but for the figures of its example. */
export function pageOf({ code, title, severity, about, mend, ill, well }: Check): string {
  const changed = Object.keys({ ...ill, ...well }).filter((path) => ill[path] !== well[path]);
  return [
    `# ${code}: ${title}\n`,
    `Severity: ${severity}.\n`,
    `${about}\n`,
    `## How to mend it\n\n${mend}\n`,
    `## An example\n\n${changed.map((path) => differenceOf(path, ill, well)).join("\n")}`,
  ].join("\n");
}

/** What is mended, as lines that go and lines that come. */
function differenceOf(path: string, ill: Files, well: Files): string {
  const [before, after] = [ill[path] ?? "", well[path] ?? ""].map((text) => text.replace(/\n$/, "").split("\n"));
  const same = (one: readonly string[], other: readonly string[]): number => {
    const at = one.findIndex((line, i) => line !== other[i]);
    return at < 0 ? one.length : at;
  };
  const head = same(before!, after!);
  const room = Math.min(before!.length, after!.length) - head;
  const tail = Math.min(room, same([...before!].reverse(), [...after!].reverse()));
  const context = before!.slice(Math.max(0, head - 3), head);
  const rest = before!.slice(before!.length - tail).slice(0, 3);
  const lines = [
    ...context.map((line) => ` ${line}`),
    ...before!.slice(head, before!.length - tail).map((line) => `-${line}`),
    ...after!.slice(head, after!.length - tail).map((line) => `+${line}`),
    ...rest.map((line) => ` ${line}`),
  ];
  return `\`${path}\`\n\n\`\`\`text\n${lines.join("\n")}\n\`\`\`\n`;
}
