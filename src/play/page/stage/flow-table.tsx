import { type ReadonlySignal, useComputed } from "@preact/signals";
import { formatNumber } from "../../../units/number.ts";
import type { Scene } from "../../protocol.ts";
import { SORTS } from "../../watched/flights.ts";
import { MARKS, Mark } from "./sorts.tsx";
import { together, type WayCounts } from "./traffic.ts";

/** Rows at most; the busiest ways come first. */
const ROWS = 60;

/** What the marks show, as a table. */
export function FlowTable({ scene, rates }: { scene: Scene; rates: ReadonlySignal<readonly WayCounts[]> }) {
  const { names } = scene.participants;
  const rows = useComputed(() => {
    const sum = ({ counts }: WayCounts) => counts.reduce((all, one) => all + one, 0);
    const ways = together(rates.value, (from, towards) => `${names[from]} → ${names[towards] ?? "nobody"}`);
    return [...ways].sort((a, b) => sum(b[1]) - sum(a[1]));
  });
  return (
    <details class="flows">
      <summary>Messages per second, by way and sort</summary>
      <div class="scrolls">
        <table>
          <caption>
            Per simulated second, over the last second that was shown
            {rows.value.length > ROWS ? `; the busiest ${ROWS} of ${rows.value.length} ways` : ""}
          </caption>
          <thead>
            <tr>
              <th scope="col">Way</th>
              {SORTS.map((sort) => (
                <th key={sort} scope="col">
                  <Mark sort={sort} size={4} /> {MARKS[sort].name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.value.slice(0, ROWS).map(([way, { counts }]) => (
              <tr key={way}>
                <th scope="row">{way}</th>
                {counts.map((count, i) => (
                  <td key={SORTS[i]} class="number">
                    {count === 0 ? "–" : formatNumber(count)}
                  </td>
                ))}
              </tr>
            ))}
            {rows.value.length === 0 && (
              <tr>
                <td colSpan={SORTS.length + 1}>Nothing has been sent; play on.</td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </details>
  );
}
