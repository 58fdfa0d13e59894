import { SaxesParser } from "saxes";
import { type LocatedProblem, said, UnreadableText } from "./located.ts";

/** An element of an XML document, and where it begins. Text is left out: Open-PSA keeps data in attributes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Which of the documents that are read together, from 0. */
  readonly file: number;
  readonly line: number;
  readonly column: number;
}

/** A problem where an element begins. */
export const at = ({ file, line, column }: XmlElement, found: string, expected: string, hint = ""): LocatedProblem => ({
  ...(file === 0 ? {} : { file }),
  ...{ line, column, found, expected, hint },
});

/** All elements inside of one, in the order of the document, itself first. */
export function* descendants(root: XmlElement): Generator<XmlElement> {
  const pending = [root];
  for (let element = pending.pop(); element !== undefined; element = pending.pop()) {
    yield element;
    for (let i = element.children.length - 1; i >= 0; i--) pending.push(element.children[i]!);
  }
}

/**
 * Reads an XML document into its elements.
 *
 * @param file its number, where several are read together
 * @throws UnreadableText when it is not well formed
 */
export function readXml(text: string, file = 0): XmlElement {
  const parser = new SaxesParser();
  const problems: LocatedProblem[] = [];
  const open: (XmlElement & { readonly children: XmlElement[] })[] = [];
  let begin = { line: 1, column: 1 };
  let root: XmlElement | undefined;
  parser.on("error", (error) => {
    const message = error.message.replace(/^\d+:\d+:\s*|\.$/g, "");
    problems.push({
      file,
      line: parser.line,
      column: parser.column + 1,
      ...said(`XML that is not well-formed: ${message}`, "a file that can be read"),
    });
  });
  parser.on("opentagstart", (tag) => {
    // The parser stands behind the name and the character after it.
    begin = { line: parser.line, column: Math.max(1, parser.column - tag.name.length - 1) };
  });
  parser.on("opentag", (tag) => {
    const element = { name: tag.name, attributes: { ...tag.attributes }, children: [], file, ...begin };
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
      problems.length > 0 ? problems : [{ file, line: 1, column: 1, ...said("no XML element", "an XML document") }],
    );
  }
  return root;
}
