/** Where an amount comes from: one floating bar for each cause, each beginning where the one before it ends. */
import type { TopLevelSpec } from "vega-lite";
import { INKS, REFERENCE, SIZE } from "../theme.ts";
import { fraction, powerOfTen, rowsOf, spanOf, tickLabel } from "./axis.ts";
import { block, type Frame, framed, lyingPlane, upright } from "./frame.ts";
import type { KeyEntry } from "./key.ts";
import { type Layer, noteOver } from "./note.ts";

/** The causes of one design. */
export interface WaterfallDesign {
  readonly name: string;
  readonly causes: readonly {
    readonly cause: string;
    readonly amount: number;
  }[];
}

const THICK = 17;
const BETWEEN = 11;

/** An amount as it is written at its bar: three digits, however small. */
function written(amount: number): string {
  if (amount === 0) return "0";
  if (amount >= 1000) return tickLabel(Number(amount.toPrecision(3)));
  if (amount >= 0.001) return String(Number(amount.toPrecision(3)));
  const [digit, power] = amount.toExponential(0).split("e-");
  return `${digit} · ${powerOfTen(-Number(power))}`;
}

/**
 * Designs side by side; the first row is the whole, below it stand its causes, those that cost most in any design first.
 *
 * @throws RangeError when there is nothing to show
 */
export function waterfall(frame: Frame, designs: readonly WaterfallDesign[]): TopLevelSpec {
  const whole = designs.map(({ causes }) => causes.reduce((sum, { amount }) => sum + amount, 0));
  const largest = new Map<string, number>();
  for (const { cause, amount } of designs.flatMap(({ causes }) => causes))
    largest.set(cause, Math.max(amount, largest.get(cause) ?? 0));
  const names = ["all", ...[...largest.keys()].sort((a, b) => largest.get(b)! - largest.get(a)!)];
  const rows = names.length;
  const gap = BETWEEN / (designs.length * THICK + BETWEEN);
  const x = spanOf(frame.x, [0, ...whole], true);
  const plane = lyingPlane(frame, x, rowsOf(frame.y.title, names), designs.length * THICK + BETWEEN);
  const layers = designs.flatMap(({ causes }, design): Layer[] => {
    const ink = INKS[design % INKS.length]!;
    let end = whole[design]!;
    const bars = [
      { row: 0, from: 0, to: end, amount: end },
      ...causes
        .map(({ cause, amount }) => ({ row: names.indexOf(cause), amount }))
        .sort((a, b) => a.row - b.row)
        .map(({ row, amount }) => {
          const to = end;
          end -= amount;
          return { row, from: Math.max(0, end), to, amount };
        }),
    ];
    return bars.flatMap(({ row, from, to, amount }): Layer[] => {
      const top = rows - row - gap / 2 - (design * (1 - gap)) / designs.length;
      const bottom = top - ((1 - gap) / designs.length) * 0.92;
      const middle = plane.height * (1 - fraction(plane.y, (top + bottom) / 2));
      const [left, right] = [plane.width * fraction(plane.x, from), plane.width * fraction(plane.x, to)];
      const { stroke } = row === 0 ? REFERENCE : ink;
      const isLeft = right > 0.82 * plane.width && row > 0 && left > 60;
      return [
        block(plane, { x: from, x2: to, y: bottom, y2: top }, stroke),
        upright(plane, { x: to, y: bottom, y2: top }, stroke, 1.5), // a bar too thin to be seen is still where its cause ends
        noteOver(written(amount), isLeft ? left - 6 : right + 6, middle, {
          size: SIZE.label,
          align: isLeft ? "right" : "left",
        }),
      ];
    });
  });
  const key = designs.map(
    ({ name }, design): KeyEntry => ({
      name,
      ink: INKS[design % INKS.length]!,
      swatch: { kind: "band", opacity: 1 },
    }),
  );
  return framed(frame, plane, designs.length > 1 ? key : [], layers);
}
