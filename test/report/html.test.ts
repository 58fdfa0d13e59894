/** Pages: well formed whatever the texts, self-contained, and with the marks that assistive software needs. */
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { figure } from "../../src/report/html/figure.ts";
import { details, joined, keyFigures, link, list, paragraph, statusBadge } from "../../src/report/html/markup.ts";
import { page, section } from "../../src/report/html/page.ts";
import { table } from "../../src/report/html/table.ts";
import { renderSvg } from "../../src/report/vega.ts";
import { specimens } from "./specimens.ts";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Reads a document strictly, as XML: every tag closed, every sign escaped. */
function elements(document: string): Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: "" };
    found.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    for (const element of open) element.text += text;
  });
  parser.on("closetag", () => open.pop());
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(document.replace("<!doctype html>", "")).close();
  return found;
}

const texts = fc.string({
  unit: fc.constantFrom("<", ">", "&", '"', "'", "a", "é", "]]>", "</td>", "–", "{", "`", "$&"),
});
const svg = '<svg width="20" height="10"><clipPath id="clip0"><rect/></clipPath><g clip-path="url(#clip0)"/></svg>';

const specimen = (text: string, drawing = svg): string =>
  page({
    title: text,
    lead: text,
    foot: text,
    sections: [
      section("one", text, paragraph(text, joined(text)), list([text]), details(text, paragraph(text))),
      section(
        "two",
        "Two",
        keyFigures([{ value: text, meaning: text }]),
        figure({ id: "f1", svg: drawing, caption: text, alt: text, files: ["fig9.csv"] }),
        figure({ id: "f2", svg: drawing, caption: "", alt: "" }),
        table({
          caption: text,
          columns: [
            { title: text, unit: text },
            { title: "n", numeric: true },
          ],
          rows: [[text, statusBadge("exact")]],
          stacks: true,
        }),
      ),
    ],
  });

test("no text can become markup", () => {
  const shape = elements(specimen("x")).map(({ name }) => name);
  fc.assert(
    fc.property(texts, (text) => {
      const found = elements(specimen(text));
      expect(found.map(({ name }) => name)).toEqual(shape);
      expect(found.find(({ name }) => name === "h1")!.text).toBe(text);
      expect(found.find(({ name }) => name === "caption")!.text).toBe(text);
      expect(found.find(({ name }) => name === "svg")!.attributes["aria-label"]).toBe(text);
    }),
    { seed: 2 },
  );
});

test("the page loads nothing and runs nothing", async () => {
  const document = specimen("plain", await renderSvg(specimens["nines"]!));
  const found = elements(document);
  expect(found.some(({ name }) => ["script", "link", "img", "iframe", "object", "base"].includes(name))).toBe(false);
  for (const { attributes } of found) {
    expect(Object.keys(attributes).filter((name) => /^(?:src|on\w+)$/.test(name))).toEqual([]);
    expect(attributes["href"] ?? "#").toMatch(/^#|^fig9\.csv$/);
  }
  expect(document).not.toMatch(/url\((?!#)|@import/);
  expect(found.length).toBeGreaterThan(100);
});

test("places on the page are unique, and every inner link arrives", () => {
  const found = elements(specimen("plain"));
  const ids = found.flatMap(({ attributes }) => attributes["id"] ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  const inner = found.flatMap(({ attributes }) =>
    attributes["href"]?.startsWith("#") ? [attributes["href"].slice(1)] : [],
  );
  expect(inner.length).toBeGreaterThan(2);
  for (const target of inner) expect(ids).toContain(target);
  expect(specimen("plain")).toContain('<g clip-path="url(#f2-clip0)"/>');
});

test("tables have headers with a scope, and say so even when shown as cards", () => {
  const found = elements(specimen("plain"));
  const headers = found
    .filter(({ name }) => name === "th")
    .map(({ attributes }) => [attributes["scope"], attributes["role"]]);
  expect(headers).toEqual([
    ["col", "columnheader"],
    ["col", "columnheader"],
    ["row", "rowheader"],
  ]);
});

test("mistakes of the author are refused", () => {
  expect(() => link("away", "https://example.org")).toThrow("leads off the disk");
  expect(() => link("run", "javascript:alert(1)")).toThrow("leads off the disk");
  expect(() => figure({ id: "f", svg: "<p>no</p>", caption: "", alt: "" })).toThrow("figure f: not an SVG");
  expect(() => table({ caption: "t", columns: [{ title: "a" }], rows: [["1", "2"]] })).toThrow(
    "row 1: 2 cells for 1 columns",
  );
  const twice = [section("a", "A"), section("a", "B")];
  expect(() => page({ title: "", lead: "", sections: twice })).toThrow("two sections are named a");
});
