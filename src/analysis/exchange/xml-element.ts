import { SaxesParser } from "saxes";
import { type LocatedProblem, UnreadableText } from "./located.ts";

/** An element of an XML document, and where it begins. Text is left out: Open-PSA keeps data in attributes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly line: number;
  readonly column: number;
}

/**
 * Reads an XML document into its elements.
 *
 * @throws UnreadableText when it is not well formed
 */
export function readXml(text: string): XmlElement {
  const parser = new SaxesParser();
  const problems: LocatedProblem[] = [];
  const open: (XmlElement & { readonly children: XmlElement[] })[] = [];
  let begin = { line: 1, column: 1 };
  let root: XmlElement | undefined;
  parser.on("error", (error) => {
    const message = error.message.replace(/^\d+:\d+:\s*/, "");
    problems.push({ line: parser.line, column: parser.column + 1, message: `not well-formed XML: ${message}` });
  });
  parser.on("opentagstart", (tag) => {
    // The parser stands behind the name and the character after it.
    begin = { line: parser.line, column: Math.max(1, parser.column - tag.name.length - 1) };
  });
  parser.on("opentag", (tag) => {
    const element = { name: tag.name, attributes: { ...tag.attributes }, children: [], ...begin };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on("closetag", () => {
    open.pop();
  });
  parser.write(text).close();
  if (problems.length > 0 || root === undefined) {
    throw new UnreadableText(
      problems.length > 0 ? problems : [{ line: 1, column: 1, message: "found no XML element." }],
    );
  }
  return root;
}
