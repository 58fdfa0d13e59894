import { computed, type ReadonlySignal, useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Scene } from "../../protocol.ts";
import type { ImpairmentView, View } from "../../watched/view.ts";
import type { Layout } from "./layout.ts";
import { impairmentWords } from "./status.ts";
import { together, type WayCounts } from "./traffic.ts";
import { pathOf, pointOn, type Way, type Ways } from "./ways.ts";

interface Line {
  readonly way: Way;
  readonly ends: readonly [string, string];
}

/** Whether what one host says to another is concerned by an impairment. */
export function concerns({ sides, kind, oneWay }: ImpairmentView, from: number, to: number): boolean {
  const sideOf = (host: number) => sides.findIndex((side) => side.includes(host));
  const [one, other] = [sideOf(from), sideOf(to)];
  if (one < 0 || other < 0 || one === other) return false;
  return kind === "block" && oneWay ? one === 0 : true;
}

/** The ways on which something has been sent, each as wide as it is used; what is wrong with a way is marked at its middle. */
export function WayLines(props: {
  scene: Scene;
  shown: ReadonlySignal<View>;
  layout: Layout;
  ways: Ways;
  rates: ReadonlySignal<readonly WayCounts[]>;
}) {
  const { scene, shown, layout, ways, rates } = props;
  const { names } = scene.participants;
  const count = useComputed(() => shown.value.flows.length);
  const used = useMemo(
    () =>
      computed(() => {
        void count.value;
        const lines = new Map<string, Line>();
        for (const { from, towards } of shown.peek().flows) {
          const way = towards < 0 ? null : ways.between(from, towards);
          if (way !== null && !lines.has(way.key)) lines.set(way.key, { way, ends: [names[from]!, names[towards]!] });
        }
        return [...lines.values()];
      }),
    [ways],
  );
  const impaired = useComputed(() => JSON.stringify(shown.value.impairments));
  const marks = useMemo(
    () =>
      computed(() => {
        const impairments = JSON.parse(impaired.value) as ImpairmentView[];
        void used.value;
        return shown.peek().flows.flatMap(({ from, towards }) => {
          const found = impairments.filter((one) => concerns(one, from, towards));
          const way = towards < 0 ? null : ways.between(from, towards);
          if (found.length === 0 || way === null) return [];
          const stops = found.find(({ kind }) => kind !== "degrade");
          return [
            { way, stops: stops !== undefined, words: found.map((one) => impairmentWords(one, names)).join("; ") },
          ];
        });
      }),
    [ways],
  );
  const byWay = useMemo(
    () => computed(() => together(rates.value, (from, to) => ways.between(from, to)?.key ?? "")),
    [ways],
  );
  return (
    <svg class="ways" width={layout.width} height={layout.height} aria-hidden="true">
      {used.value.map(({ way, ends }) => {
        const rate = byWay.value.get(way.key)?.counts.reduce((sum, one) => sum + one, 0) ?? 0;
        const path = pathOf(way);
        return (
          <g key={way.key}>
            <path class="way" d={path} style={`stroke-width:${(0.8 + 1.3 * Math.log10(1 + rate)).toFixed(1)}`} />
            <path class="way-hit" d={path} data-from={ends[0]} data-towards={ends[1]}>
              <title>{ends.join(" → ")}</title>
            </path>
          </g>
        );
      })}
      {marks.value.map(({ way, stops, words }) => {
        const [x, y] = pointOn(way, 0.5, 0);
        return (
          <g key={`${way.key} impaired`} class={stops ? "stopped" : "worse"}>
            <path class="way" d={pathOf(way)} />
            <text x={x} y={y} dy="0.35em">
              {stops ? "✕" : "≈"}
              <title>{words}</title>
            </text>
          </g>
        );
      })}
    </svg>
  );
}
