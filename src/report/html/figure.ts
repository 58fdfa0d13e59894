/** Charts inside a page: drawn in place, named for those who cannot see them. */
import { printableData } from "../../units/printable.ts";
import { type Content, escapeHtml, type Html, joined, link, markup } from "./markup.ts";

/** Definitions inside an SVG are numbered from 0; on a page with several charts they need names of their own. */
const withOwnNames = (svg: string, id: string): string =>
  svg.replace(/\bid="([^"]+)"/g, `id="${id}-$1"`).replace(/url\((["']?)#([^)"']+)\1\)/g, `url(#${id}-$2)`);

/** The drawing has one name as a whole; the roles that Vega gives to its parts have none. */
const withoutRoles = (svg: string): string => svg.replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, "");

/** Charts are drawn for paper; beside the text of a page they may be this much larger. */
const ENLARGED = 1.2;

/** A document as an element of the page, so wide if there is room for it. */
function inPlace(id: string, svg: string, alt: string, scale: number, kind?: "broad" | "narrow"): string {
  const root = /<svg\b[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"[^>]*>/.exec(svg);
  if (!root) throw new RangeError(`figure ${id}: not an SVG document with a size`);
  const [opening, width, height] = root;
  const drawing = withoutRoles(withOwnNames(svg.slice(root.index + opening.length), id));
  return `<svg xmlns="http://www.w3.org/2000/svg"${kind === undefined ? "" : ` class="${kind}"`} role="img" aria-label="${escapeHtml(alt)}" viewBox="0 0 ${width} ${height}" style="width:${Math.round(Number(width) * scale)}px">${drawing}`;
}

/**
 * One chart with its caption.
 *
 * @param id name of the figure on the page, letters, digits and hyphens; `#id` leads to it
 * @param svg a document from `renderSvg`; it shrinks with the page
 * @param narrow the same chart, drawn for the width of a phone, where letters of the other would be too small to read
 * @param alt what the chart shows, in words with its main numbers
 * @param files files beside the page that hold the same figure, such as its CSV
 * @param data what the page's script draws the chart from, where it makes it live
 * @param name how it is called among several of which one is shown
 * @param below what belongs to it and stands below its caption
 * @throws RangeError when `svg` is no SVG document with a size, or `id` is no such name
 */
export function figure(content: {
  readonly id: string;
  readonly svg: string;
  readonly narrow?: string;
  readonly caption: Content;
  readonly alt: string;
  readonly files?: readonly string[];
  readonly data?: unknown;
  readonly name?: string;
  readonly below?: Html;
}): Html {
  const { id, svg, narrow, caption, alt, files = [], data, name, below } = content;
  if (!/^[A-Za-z][\w-]*$/.test(id)) throw new RangeError(`figure: ${id} is no name for a place on a page`);
  const drawing =
    narrow === undefined
      ? inPlace(id, svg, alt, ENLARGED)
      : inPlace(id, svg, alt, ENLARGED, "broad") + inPlace(`${id}-narrow`, narrow, alt, 1, "narrow");
  const downloads = files.flatMap((file) => [" ", link(file, file)]);
  // In a script a less-than sign could end it; its escape means the same to JSON.
  const script =
    data === undefined
      ? ""
      : `<script type="application/json">${JSON.stringify(printableData(data)).replaceAll("<", "\\u003c")}</script>`;
  const called = name === undefined ? "" : ` data-name="${escapeHtml(name)}"`;
  return {
    html: `<figure id="${id}"${called}><div class="chart">${drawing}</div><figcaption>${markup(caption)}${joined(...downloads).html}</figcaption>${below?.html ?? ""}${script}</figure>`,
  };
}
