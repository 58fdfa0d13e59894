/** The key of a chart: swatches and what they mean, in a row above the plot. */
import { textWidth } from "../fonts.ts";
import { type Ink, SIZE } from "../theme.ts";
import { type Layer, note, ONE, pointMark } from "./note.ts";

/** A swatch of the key. */
export interface KeyEntry {
  readonly name: string;
  readonly ink: Ink;
  readonly swatch:
    | { readonly kind: "line"; readonly dash: readonly number[] }
    | { readonly kind: "band"; readonly opacity: number }
    | { readonly kind: "interval"; readonly lies: boolean }
    | {
        readonly kind: "point";
        readonly shape: string;
        readonly filled: boolean;
      }
    /** Colours in the order of the amounts they stand for, from the one that is written before them to the name. */
    | {
        readonly kind: "ramp";
        readonly from: string;
        readonly colours: readonly string[];
      };
}

const GAP = { swatch: 6, entry: 18 };
const ROW = 19;
/** Length of a colour of a ramp [px]. */
const STEP = 14;
/** Width of a swatch: lines and areas need some length to be recognised. */
const swatchWidth = ({ swatch }: KeyEntry): number => {
  if (swatch.kind === "ramp") return textWidth(swatch.from, SIZE.label) + GAP.swatch + STEP * swatch.colours.length;
  return swatch.kind === "point" || (swatch.kind === "interval" && !swatch.lies) ? 11 : 22;
};

/** A field of one colour, in pixels. */
const patch = (x: number, y: number, width: number, color: string, opacity: number): Layer => ({
  data: ONE,
  mark: { type: "rect", color, opacity },
  encoding: {
    x: { value: x },
    x2: { value: x + width },
    y: { value: y - 6 },
    y2: { value: y + 6 },
  },
});

function swatchOf(entry: KeyEntry, x: number, y: number): Layer {
  const { ink, swatch } = entry;
  const { stroke } = ink;
  const width = swatchWidth(entry);
  switch (swatch.kind) {
    case "line":
      return {
        data: ONE,
        mark: {
          type: "rule",
          color: stroke,
          strokeWidth: 2,
          strokeDash: [...swatch.dash],
        },
        encoding: {
          x: { value: x },
          x2: { value: x + width },
          y: { value: y },
        },
      };
    case "band":
      return patch(x, y, width, stroke, swatch.opacity);
    case "ramp": {
      const start = x + width - STEP * swatch.colours.length;
      const steps = swatch.colours.map((colour, i) => patch(start + STEP * i, y, STEP, colour, 1));
      return { layer: [note(swatch.from, x, y), ...steps] };
    }
    case "interval":
      return {
        data: ONE,
        mark: { type: "rule", color: stroke, strokeWidth: 1.8 },
        encoding: swatch.lies
          ? { x: { value: x }, x2: { value: x + width }, y: { value: y } }
          : {
              x: { value: x + width / 2 },
              y: { value: y - 7 },
              y2: { value: y + 7 },
            },
      };
    case "point":
      return {
        data: ONE,
        mark: pointMark(swatch.shape, 55, stroke, swatch.filled),
        encoding: { x: { value: x + width / 2 }, y: { value: y } },
      };
  }
}

/** The key: a row of swatches above the plot, broken into as many rows as the width asks for. */
export function keyLayers(entries: readonly KeyEntry[], left: number, bottom: number, width: number): Layer[] {
  const rows: { entry: KeyEntry; x: number }[][] = [[]];
  let x = 0;
  for (const entry of entries) {
    const room = swatchWidth(entry) + GAP.swatch + textWidth(entry.name, SIZE.label);
    if (x > 0 && x + room > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)!.push({ entry, x });
    x += room + GAP.entry;
  }
  return rows.flatMap((row, index) =>
    row.flatMap((item) => {
      const y = bottom - (rows.length - 1 - index) * ROW;
      return [
        swatchOf(item.entry, left + item.x, y),
        note(item.entry.name, left + item.x + swatchWidth(item.entry) + GAP.swatch, y),
      ];
    }),
  );
}
