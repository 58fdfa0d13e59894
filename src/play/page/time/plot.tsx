import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import { formatNumber } from "../../../units/number.ts";
import type { Bucket } from "../../watched/series.ts";
import type { Player } from "../player.ts";
import { type Chart, columnsOf } from "./lines.ts";
import { Pages } from "./pages.tsx";
import { useSampled } from "./sampled.ts";

const HEIGHT = 150;
/** Rows of a page of the table. */
const ROWS = 100;
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [9, 3, 2, 3]];
const INKS = 8;

interface PlotProps {
  readonly chart: Chart;
  readonly buckets: readonly Bucket[];
  readonly interval: number;
  readonly player: Player;
}

const inkNamed = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name);

/** One chart: lines told apart by colour and dashes, faults as vertical lines, values by mouse, by keys and in a table. */
export function Plot({ chart, buckets, interval, player }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const read = useSignal("");
  const isOpen = useSignal(false);
  const now = useSampled(player.view);
  useEffect(() => {
    const at = place.current!;
    const made = new UPlot(
      optionsOf(chart, at.clientWidth, player),
      columnsOf(chart, buckets, interval) as UPlot.AlignedData,
      at,
    );
    plot.current = made;
    const size = new ResizeObserver(() => made.setSize({ width: at.clientWidth, height: HEIGHT }));
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => made.redraw();
    const pass = () => made.redraw(false);
    size.observe(at);
    dark.addEventListener("change", redraw);
    const stop = now.subscribe(pass);
    return () => {
      stop();
      size.disconnect();
      dark.removeEventListener("change", redraw);
      made.destroy();
    };
  }, []);
  useEffect(() => {
    const { current } = plot;
    if (current === null) return;
    const xs = current.data[0];
    const { min, max } = current.scales["x"]!; // none before the first drawing
    const isZoomed = typeof min === "number" && typeof max === "number" && (min > xs[0]! || max < xs.at(-1)!);
    current.setData(columnsOf(chart, buckets, interval) as UPlot.AlignedData, !isZoomed);
    if (isZoomed) current.redraw();
  }, [buckets, chart, interval]);

  const onKeyDown = (event: KeyboardEvent) => {
    const made = plot.current;
    if (made === null || !["ArrowLeft", "ArrowRight", "Enter"].includes(event.key)) return;
    event.preventDefault();
    const xs = made.data[0];
    const at = made.cursor.idx ?? xs.length - 1;
    if (event.key === "Enter") {
      void player.seek({ time: xs[at]! });
      return;
    }
    const next = Math.min(xs.length - 1, Math.max(0, at + (event.key === "ArrowRight" ? 1 : -1)));
    made.setCursor({ left: made.valToPos(xs[next]!, "x"), top: made.cursor.top ?? 0 });
    read.value = textAt(chart, made, next);
  };
  return (
    <figure class="plot">
      <figcaption>
        {chart.title} [{chart.unit}]
      </figcaption>
      <div
        ref={place}
        class="drawing"
        role="slider"
        tabIndex={0}
        aria-label={`${chart.title} over time`}
        aria-valuemin={0}
        aria-valuemax={buckets.length - 1}
        aria-valuenow={plot.current?.cursor.idx ?? buckets.length - 1}
        aria-valuetext={read.value === "" ? "arrow keys read values, Enter goes there" : read.value}
        onKeyDown={onKeyDown}
      />
      <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
        <summary class="muted">Values</summary>
        {isOpen.value && <Values {...{ chart, buckets, interval }} />}
      </details>
    </figure>
  );
}

const textAt = ({ curves, unit }: Chart, { data }: UPlot, at: number): string =>
  `${data[0][at]!.toFixed(2)} s: ${curves.map(({ label }, i) => `${label} ${shown(data[i + 1]![at])}`).join(", ")} ${unit}`;
const shown = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : formatNumber(value);

function Values({ chart, buckets, interval }: Omit<PlotProps, "player">) {
  return (
    <Pages items={buckets} of="intervals" length={ROWS}>
      {(page, from) => (
        <table>
          <caption>
            {chart.title} [{chart.unit}], in intervals of {interval} s
          </caption>
          <thead>
            <tr>
              <th class="number">from [s]</th>
              {chart.curves.map(({ label }) => (
                <th key={label} class="number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.map((bucket, i) => (
              <tr key={from + i}>
                <td class="number">{formatNumber((from + i) * interval, 6)}</td>
                {chart.curves.map(({ label, of }) => (
                  <td key={label} class="number">
                    {shown(of(bucket))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Pages>
  );
}

function optionsOf({ curves, unit }: Chart, width: number, player: Player): UPlot.Options {
  const axis = {
    stroke: () => inkNamed("--muted"),
    grid: { stroke: () => inkNamed("--line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui",
  };
  let pressedAt = 0;
  return {
    width,
    height: HEIGHT,
    scales: { x: { time: false }, y: { range: (_, min, max) => [Math.min(0, min), max > 0 ? max * 1.05 : 1] } },
    axes: [
      { ...axis, size: 24, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
      { ...axis, size: 48 },
    ],
    legend: { live: true },
    cursor: { sync: { key: "run" }, points: { size: 6 }, drag: { x: true, y: false } },
    series: [
      { label: "time", value: (_, x) => (x === null ? "" : `${x.toFixed(2)} s`) },
      ...curves.map(({ label }, i) => ({
        label,
        stroke: () => inkNamed(`--line-${(i % INKS) + 1}`),
        width: 1.75,
        dash: [...DASHES[i % DASHES.length]!],
        points: { show: false },
        spanGaps: false,
        value: (_: UPlot, y: number | null) => (y === null ? "–" : `${formatNumber(y)} ${unit}`),
      })),
    ],
    hooks: {
      draw: [(made) => drawMoments(made, player)],
      ready: [
        (made) => {
          made.over.addEventListener("mousedown", ({ clientX }) => {
            pressedAt = clientX;
          });
          made.over.addEventListener("click", ({ clientX }) => {
            if (Math.abs(clientX - pressedAt) < 3)
              void player.seek({ time: Math.max(0, made.posToVal(made.cursor.left!, "x")) });
          });
        },
      ],
    },
  };
}

/** Faults as dotted lines, and where the run stands. */
function drawMoments({ ctx: pen, bbox, valToPos }: UPlot, player: Player): void {
  const line = (time: number, ink: string, dash: number[]) => {
    const x = Math.round(valToPos(time, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    pen.beginPath();
    pen.strokeStyle = inkNamed(ink);
    pen.lineWidth = devicePixelRatio;
    pen.setLineDash(dash.map((one) => one * devicePixelRatio));
    pen.moveTo(x, bbox.top);
    pen.lineTo(x, bbox.top + bbox.height);
    pen.stroke();
  };
  pen.save();
  for (const { time, kind } of player.marks.peek()) if (kind === "fault") line(time, "--bad", [2, 2]);
  line(player.view.peek()?.time ?? 0, "--link", []);
  pen.restore();
}
