import { SaxesParser } from "saxes";
import type { ConfigurationFile } from "./file-tree.ts";
import type { Place, Remark } from "./place.ts";

/** An element of an XML document, and where it begins. Text is left out: what pacemaker keeps stands in attributes. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly place: Place;
}

/** Elements that are read of one document. */
const ELEMENTS_MAX = 100_000;
/** Elements within elements; what is deeper is left out. */
const DEPTH_MAX = 64;

/** Reads an XML document as far as it can be read; what is not well-formed is told once. Nothing is fetched; entities of a DTD are not put in. */
export function readElements({ path, text }: ConfigurationFile, problems: Remark[]): Element | null {
  const parser = new SaxesParser();
  const open: (Element & { readonly children: Element[] })[] = [];
  let line = 1;
  let count = 0;
  let depth = 0;
  let root: Element | null = null;
  let isBroken = false;
  parser.on("error", (error) => {
    if (isBroken) return;
    isBroken = true;
    const message = error.message.replace(/^\d+:\d+:\s*|\.$/g, "");
    problems.push({ place: { file: path, line: parser.line }, text: `is no well-formed XML: ${message}` });
  });
  parser.on("opentagstart", () => {
    line = parser.line;
  });
  parser.on("opentag", (tag) => {
    depth++;
    if (isBroken || depth > DEPTH_MAX || ++count > ELEMENTS_MAX) return;
    const element = { name: tag.name, attributes: { ...tag.attributes }, children: [], place: { file: path, line } };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on("closetag", () => {
    if (depth <= open.length) open.pop();
    depth--;
  });
  parser.write(text).close();
  return root;
}

/** The elements of this name directly inside. */
export const childrenOf = (element: Element | undefined, ...names: readonly string[]): readonly Element[] =>
  (element?.children ?? []).filter(({ name }) => names.includes(name));
