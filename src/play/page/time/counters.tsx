import { useComputed } from "@preact/signals";
import type { Player } from "../player.ts";
import { type Count, groupsOf } from "./counters.ts";
import { timeText } from "./moments.ts";
import { useSampled } from "./sampled.ts";

/** Metrics by their names in the catalogue, as they stand now; at the end of the run, those of `sipnines run`. */
export function Counters({ player }: { readonly player: Player }) {
  const view = useSampled(player.view).value;
  const fingerprint = useSampled(player.fingerprint, 500);
  const groups = useComputed(() => groupsOf(player.view.value?.counters ?? {}));
  const sampled = useSampled(groups, 300).value;
  if (view === null) return null;
  return (
    <section class="counters" aria-labelledby="counters-title">
      <h2 id="counters-title">Metrics {view.isOver ? "of the whole run" : `until ${timeText(view.time, 1)}`}</h2>
      {sampled.map(({ title, counts }) => (
        <section key={title}>
          <h3>{title}</h3>
          <Rows title={title} counts={counts.filter(({ isZero }) => !isZero)} />
          {counts.some(({ isZero }) => isZero) && (
            <details>
              <summary class="muted">{counts.filter(({ isZero }) => isZero).length} are 0</summary>
              <Rows title={`${title} that are 0`} counts={counts.filter(({ isZero }) => isZero)} />
            </details>
          )}
        </section>
      ))}
      <p class="muted">
        {view.events} events, fingerprint <code>{fingerprint}</code>: `sipnines trace` tells the same at the end of the
        run.
      </p>
    </section>
  );
}

function Rows({ title, counts }: { readonly title: string; readonly counts: readonly Count[] }) {
  if (counts.length === 0) return null;
  return (
    <table aria-label={title}>
      <tbody>
        {counts.map(({ name, value, unit, meaning }) => (
          <tr key={name}>
            <th scope="row">
              {name}
              <small>{meaning}</small>
            </th>
            <td class="number">{value}</td>
            <td>{unit}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
