import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { CAUSES } from "../../../sip/calls.ts";
import type { AtHand } from "../at-hand.ts";
import { Pair } from "../pair.ts";
import type { Player } from "../player.ts";
import { Stage } from "../stage/stage.tsx";
import { type Entry, type Schema, valuesAt } from "./editor/schema-at.ts";
import { ProblemList } from "./problem-list.tsx";

/** Another design beside this one, under the same calls, faults and random numbers. */
export function SideBySide({ player, newLine }: AtHand) {
  const pair = useMemo(() => new Pair(player, newLine), [player, newLine]);
  const presets = useSignal<readonly Entry[]>([]);
  const written = useSignal("");
  useEffect(() => {
    const line = newLine();
    line
      .ask({ kind: "schema" })
      .then((answer) => {
        if (answer.kind === "schema") presets.value = valuesAt(answer.schema as Schema, ["architecture", "preset"]);
        line.close();
      })
      .catch(() => {});
    return () => pair.close();
  }, [pair]);
  const choose = (architecture: string) => {
    written.value = architecture;
    pair.architecture.value = architecture;
  };
  return (
    <>
      <p>
        <label>
          Beside it{" "}
          <select
            value={presets.value.find(({ name }) => written.value === `{ preset: ${name} }`)?.name ?? ""}
            onChange={(event) => choose(`{ preset: ${event.currentTarget.value} }`)}
          >
            <option value="" disabled>
              choose an architecture
            </option>
            {presets.value.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </p>
      <details>
        <summary>Its architecture as text</summary>
        <textarea
          class="text"
          rows={5}
          aria-label="Architecture of the other design"
          spellcheck={false}
          value={written.value}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      </details>
      <ProblemList problems={pair.problems.value} />
      {pair.leftOut.value.length > 0 && (
        <p>
          The other design has no such names, so that these faults strike the first alone:{" "}
          {pair.leftOut.value.map((line) => (
            <code key={line}>{line}</code>
          ))}
        </p>
      )}
      {pair.architecture.value !== null && pair.other.scene.value !== null && (
        <>
          <Differences first={player} other={pair.other} />
          <h2>{pair.other.scene.value.architecture.title}</h2>
          <Stage player={pair.other} />
        </>
      )}
    </>
  );
}

const SHOWN = ["createdCalls", "successfulCalls", "failedCalls", ...CAUSES.map((cause) => `failedCalls.${cause}`)];

/** What both have counted until now, where either has counted anything. */
function Differences({ first, other }: { readonly first: Player; readonly other: Player }) {
  const rows = useComputed(() => {
    const [a = {}, b = {}] = [first.view.value?.counters, other.view.value?.counters];
    const open = { name: "under way", a: first.view.value?.openCalls ?? 0, b: other.view.value?.openCalls ?? 0 };
    const counted = SHOWN.map((name) => ({ name, a: a[name] ?? 0, b: b[name] ?? 0 }));
    return [...counted, open].filter((row) => row.a > 0 || row.b > 0);
  });
  return (
    <table>
      <caption>Calls until now, with the same random numbers</caption>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" class="number">
            {first.scene.value?.architecture.title}
          </th>
          <th scope="col" class="number">
            {other.scene.value?.architecture.title}
          </th>
          <th scope="col" class="number">
            Difference
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.value.map(({ name, a, b }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="number">{a}</td>
            <td class="number">{b}</td>
            <td class="number">{b > a ? `+${b - a}` : `${b - a}`.replace("-", "−")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
