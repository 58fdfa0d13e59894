/** A chart of a given width as a whole: the plot area gets what the names beside it leave. */
import type { TopLevelSpec } from "vega-lite";
import { renderSvg } from "../vega.ts";

/** The plot area never gets narrower than this, however long the names beside it. */
const PLOT_MIN = 150;
const ROUNDS = 7;
/** From then on by half steps: words that break into lines otherwise at each width may send it to and fro. */
const HALVED_FROM = 3;

/** Width and height of a document. */
export const sizeOf = (svg: string): { width: number; height: number } => {
  const [, width, height] = /<svg\b[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"/.exec(svg)!;
  return { width: Number(width), height: Number(height) };
};

/**
 * @param specOf the chart with a plot area of this width
 * @param target width of the whole, in units of the drawing
 */
export async function ofWidth(
  specOf: (inner: number) => TopLevelSpec,
  target: number,
): Promise<{ readonly spec: TopLevelSpec; readonly svg: string }> {
  let inner = Math.max(PLOT_MIN, target - 90);
  let spec = specOf(Math.round(inner));
  let svg = await renderSvg(spec);
  for (let round = 0; round < ROUNDS; round++) {
    const missing = target - sizeOf(svg).width;
    const wanted = Math.max(PLOT_MIN, inner + (round < HALVED_FROM ? missing : missing / 2));
    if (Math.abs(wanted - inner) < 1) break;
    inner = wanted;
    spec = specOf(Math.round(inner));
    svg = await renderSvg(spec);
  }
  return { spec, svg };
}
