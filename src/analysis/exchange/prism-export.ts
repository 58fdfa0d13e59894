import type { Chain } from "../chain/chain.ts";
import type { IsUp } from "../chain/first-failure.ts";

/** A chain in the language of the PRISM model checker, and what to ask of it. */
export interface PrismModel {
  /** Contents of a `.sm` file. */
  readonly model: string;
  /** Contents of a `.csl` file: the long-run and transient questions that our own solvers answer. */
  readonly properties: string;
}

/**
 * Writes a chain as a PRISM model: one variable for the state, one command for each state, labels `up` and `down`, a
 * reward that counts time spent down. Rates are per second, in full precision, and each state's name stands beside it.
 *
 * @param title first line of the model, as a comment
 */
export function prismModel(title: string, chain: Chain, isUp: IsUp): PrismModel {
  const lines: string[] = [];
  for (let state = 0; state < chain.states; state++) {
    const ways: string[] = [];
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t++) {
      ways.push(`${chain.rate[t]} : (s'=${chain.target[t]})`);
    }
    const comment = ` // ${oneLine(chain.nameOf(state))}`;
    lines.push(
      ways.length === 0
        ? `  // s=${state} is never left:${comment}`
        : `  [] s=${state} -> ${ways.join(" + ")};${comment}`,
    );
  }
  const down = ranges(chain.states, (state) => !isUp(state));
  const model = [
    `// ${oneLine(title)}`,
    `// ${chain.states} states, ${chain.rate.length} transitions; rates per second`,
    "ctmc",
    "",
    "module service",
    `  s : [0..${Math.max(chain.states - 1, 1)}] init ${chain.initial};`,
    ...lines,
    "endmodule",
    "",
    `formula down = ${down};`,
    'label "down" = down;',
    'label "up" = !down;',
    "",
    'rewards "downtime"',
    "  down : 1;",
    "endrewards",
    "",
  ].join("\n");
  const properties = [
    "const double T;",
    "",
    "// Unavailability in the long run",
    'S=? [ "down" ]',
    "",
    "// Unavailability at time T, and the probability of a failure until then",
    'P=? [ F[T,T] "down" ]',
    'P=? [ F<=T "down" ]',
    "",
    "// Seconds expected to be spent down until time T",
    'R{"downtime"}=? [ C<=T ]',
    "",
  ].join("\n");
  return { model, properties };
}

/** A condition on s that holds in the states chosen, neighbours joined. */
function ranges(states: number, chosen: (state: number) => boolean): string {
  const terms: string[] = [];
  for (let first = 0; first < states; first++) {
    if (!chosen(first)) continue;
    let last = first;
    while (last + 1 < states && chosen(last + 1)) last++;
    terms.push(first === last ? `s=${first}` : `(s>=${first} & s<=${last})`);
    first = last;
  }
  return terms.length === 0 ? "false" : terms.join(" | ");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
