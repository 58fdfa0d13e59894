/**
 * From a Vega-Lite spec to a picture: SVG without a browser or canvas, PNG from that SVG. The same spec gives the same
 * bytes. This module loads Vega, which takes a good part of a second: import it when a chart is wanted, not before.
 */
import { Resvg } from "@resvg/resvg-js";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { printableData } from "../units/printable.ts";
import { FONT_FAMILY, fontFiles, textWidth } from "./fonts.ts";

/** Vega's own estimate without a canvas is about half too wide; these are the widths of the face that is drawn. */
const { textMetrics } = vega as unknown as {
  textMetrics: { width: (item: { fontSize?: number; fontWeight?: string | number }, text: unknown) => number };
};
textMetrics.width = (item, text) => {
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
  return text == null ? 0 : textWidth(String(text).trim(), item.fontSize ?? 11, bold ? "bold" : "normal");
};

/** A logger that takes no complaint lightly: a spec that Vega warns about is a mistake of ours. */
function strict(): vega.LoggerInterface {
  const refuse = (...complaint: readonly unknown[]): never => {
    throw new Error(`chart: ${complaint.map(String).join(" ")}`);
  };
  const ignore = () => logger;
  const logger = { level: ignore, error: refuse, warn: refuse, info: ignore, debug: ignore };
  return logger as unknown as vega.LoggerInterface;
}

/** Charts hold their data: a spec that asks for a file or an address, as data, picture or link, is not drawn. */
function refuseLoading(spec: unknown): void {
  if (typeof spec !== "object" || spec === null) return;
  for (const [key, value] of Object.entries(spec)) {
    if (key === "values") continue;
    if (key === "url" || key === "href") throw new Error(`chart: nothing is loaded, not even ${JSON.stringify(value)}`);
    refuseLoading(value);
  }
}

const refuse = (address: string) => Promise.reject(new Error(`chart: nothing is loaded, not even ${address}`));
const LOADER = { load: refuse, sanitize: refuse, http: refuse, file: refuse } as unknown as vega.Loader;

/**
 * Draws a spec as a standalone SVG document.
 *
 * @throws Error with Vega's words when the spec draws a warning
 */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const compiled = compile(printableData(spec), { logger: strict() as never }).spec;
  refuseLoading(compiled);
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger: strict(), loader: LOADER });
  try {
    // Definitions are numbered across all charts of a process; starting over makes the bytes independent of the order.
    vega.resetSVGDefIds();
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** A chart as files beside a result: its spec, drawn, and painted. */
export async function chartFiles(name: string, spec: TopLevelSpec): Promise<Record<string, string | Uint8Array>> {
  const svg = await renderSvg(spec);
  const text = `${JSON.stringify(spec, null, 2)}\n`;
  return { [`${name}.vl.json`]: text, [`${name}.svg`]: svg, [`${name}.png`]: renderPng(svg) };
}

/**
 * Paints an SVG made by {@link renderSvg}.
 *
 * @param scale pixels per SVG unit, > 0; 2 suits screens, 4 suits print
 * @returns the PNG file
 */
export function renderPng(svg: string, scale = 2): Uint8Array {
  const family = FONT_FAMILY.split(",")[0]!;
  const painter = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: [...fontFiles()],
      defaultFontFamily: family,
      sansSerifFamily: family,
    },
  });
  return painter.render().asPng();
}
