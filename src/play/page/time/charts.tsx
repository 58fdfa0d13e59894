import { useComputed } from "@preact/signals";
import type { Player } from "../player.ts";
import { chartsOf } from "./lines.ts";
import { Plot } from "./plot.tsx";
import { useSampled } from "./sampled.ts";

/** Charts that grow with the run. */
export function Charts({ player }: { readonly player: Player }) {
  const buckets = useSampled(player.buckets).value;
  const names = useComputed(() => {
    const { view, scene } = player;
    return JSON.stringify(view.value?.nodes.map(({ host }) => scene.value?.participants.names[host] ?? "") ?? []);
  });
  const interval = player.scene.value?.interval ?? 1;
  const charts = chartsOf(buckets, interval, JSON.parse(names.value) as string[]);
  return (
    <section class="charts" aria-labelledby="charts-title">
      <h2 id="charts-title">Charts</h2>
      {buckets.length === 0 ? (
        <p class="muted">Play the run, and they grow.</p>
      ) : (
        <p class="muted">
          A click goes to that time, a drag looks closer, a double click at all again. By keys: arrows read values,
          Enter goes there.
        </p>
      )}
      {buckets.length > 0 &&
        charts.map((chart) => (
          <Plot
            key={`${chart.title}: ${chart.curves.map(({ label }) => label).join(", ")}`}
            {...{ chart, buckets, interval, player }}
          />
        ))}
    </section>
  );
}
