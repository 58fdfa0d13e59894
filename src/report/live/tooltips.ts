/** What the marks of a chart mean, told under the pointer. */
import type { TopLevelSpec } from "vega-lite";
import type { Drawing } from "../charts/drawing.ts";
import type { Frame } from "../charts/frame.ts";

/** Kinds of chart whose vertical axis only tells things apart. */
const LYING: readonly Drawing["kind"][] = ["bars", "tornado", "waterfall", "steps"];

type Layer = {
  readonly layer?: readonly Layer[];
  readonly data?: { readonly values?: readonly Record<string, unknown>[] };
  readonly encoding?: object;
};

export function withTooltips(spec: TopLevelSpec, frame: Frame, kind: Drawing["kind"]): TopLevelSpec {
  if (kind === "heatMap") return spec;
  const [x, y] = [frame.x.title, frame.y.title];
  const meanings: Readonly<Record<string, string>> = {
    x,
    x2: `${x}, end`,
    ...(LYING.includes(kind) ? {} : { y }),
    low: "lower bound",
    high: "upper bound",
  };
  const told = (layer: Layer): Layer => {
    if (layer.layer) return { ...layer, layer: layer.layer.map(told) };
    const fields = Object.keys(layer.data?.values?.[0] ?? {}).filter((name) => name in meanings);
    if (fields.length === 0) return layer;
    const tooltip = fields.map((field) => ({ field, type: "quantitative", title: meanings[field]!, format: ".5~g" }));
    return { ...layer, encoding: { ...layer.encoding, tooltip } };
  };
  return told(spec as Layer) as TopLevelSpec;
}
