import type { Chain } from "../../analysis/chain/chain.ts";
import { occupancy } from "../../analysis/chain/transient.ts";
import type { Span } from "../../notation/source.ts";
import { csvChunks } from "../../report/csv.ts";
import { writeNamedFile } from "../files.ts";
import { answered } from "./transient-option.ts";

/** The states of a chain, and which of them are up. */
interface States {
  readonly chain: Chain;
  readonly isUp: (state: number) => boolean;
  readonly down: readonly string[] | undefined;
}

/**
 * Writes a line for each state of a chain: its name, up or down where that is known, its probability in the steady state if there is
 * one, and at a time if one was asked for and can be followed.
 *
 * @throws Refusal if the file cannot be written
 */
export function writeStates(
  file: string,
  { chain, isUp, down }: States,
  {
    steady,
    time,
  }: { readonly steady: { readonly probability: Float64Array } | string; readonly time: number | undefined },
  span: Span,
): void {
  const at = time === undefined ? "" : answered(() => occupancy(chain, time));
  const columns: readonly (readonly [string, (state: number) => string | number])[] = [
    ["state", (state) => chain.nameOf(state)],
    ...(down === undefined ? [] : [["service", (state: number) => (isUp(state) ? "up" : "down")] as const]),
    ...(typeof steady === "string" ? [] : [["steadyState", (state: number) => steady.probability[state]!] as const]),
    ...(typeof at === "string" ? [] : [["atTime", (state: number) => at.probability[state]!] as const]),
  ];
  const rows = function* (): Generator<(string | number)[]> {
    for (let state = 0; state < chain.states; state++) yield columns.map(([, cell]) => cell(state));
  };
  const names = columns.map(([name]) => name);
  writeNamedFile(file, [...csvChunks(names, rows())].join(""), span);
}
