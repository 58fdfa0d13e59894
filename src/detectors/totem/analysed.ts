import { meanOf } from "../../distributions/law.ts";
import { power } from "../../special/power.ts";
import { expectRange } from "../../units/range.ts";
import type { DetectorLaw, LawComponent } from "../law.ts";
import type { Monitor } from "./description/monitor.ts";
import { bears, type Totem } from "./description.ts";

/** From one copy of an unanswered token to the next, in token times: corosync makes four, its `token_retransmits_before_loss_const`. */
const TOKEN_SPACING = 1 / 4.2;

/** From one join of a gathering member to its repetition [s]: corosync's `join`. */
const JOIN_SPACING = 0.05;

/** Two rings find each other within this time [s]. */
const MERGE = 1;

/** From the moment a node last saw the token until the ring is formed without the dead [s]. */
const known = ({ token, consensus, reform }: Totem): number => token + consensus + reform;

/** From a death or the beginning of a hang until a monitor that looks has found it, at the latest [s]. */
const longestLook = ({ interval, timeout, asks }: Monitor): number =>
  interval === Infinity ? 0 : interval + (asks ? timeout : 0);

/**
 * Token + consensus + re-forming, less the token's age: U(−(n − 1)(hold + delay), hold + delay) around that sum, for a watcher that is next
 * after the dead node in a ring of n; with loss the law is that of two, for small loss (terms of p⁵ are left out). A process beside which a monitor looks
 * every I: U(0, I).
 *
 * False verdicts, for a ring of two: an estimate, good to a factor of two. Five losses of the token in one round, (j + 1)pʲ(1 − p)² for j
 * of them, bring the joins; of these, sent J times while consensus is awaited, none may get through to and fro: pᴶ(1 + J(1 − p)).
 */
export const totem: DetectorLaw<Totem> = {
  /**
   * A round is longer by one spacing of copies for each of the token's losses, and the likelier to be met by the death: of a round
   * with j losses, (j + 1)pʲ(1 − p)² of all, the part before the dead node passes the token on is known early, the rest late.
   */
  hostDeath: (timers, { delay, loss }, nodes) => {
    expectRange(Number.isInteger(nodes) && nodes >= 2, "nodes", nodes, "a whole number ≥ 2");
    expectRange(loss === 0 || nodes === 2, "nodes", nodes, "2, if the network loses messages");
    const hop = timers.hold + delay;
    const spacing = timers.token * TOKEN_SPACING;
    const ways: LawComponent[] = [];
    for (let j = 0; j * spacing + nodes * hop < timers.token && (j === 0 || loss > 0); j++)
      ways.push({
        weight: (j + 1) * power(loss, j) * (j * spacing + nodes * hop),
        shape: "uniform",
        low: known(timers) - j * spacing - (nodes - 1) * hop,
        high: known(timers) + hop,
      });
    return ways;
  },
  processDeath: (timers, way) => {
    const { monitor, supervisor } = timers;
    if (supervisor !== undefined)
      return {
        none: "a supervisor, which tells of it after a constant time; expected a death whose detection has a law, such as kind: host",
        mean: meanOf(supervisor),
      };
    if (monitor === undefined) return totem.hostDeath(timers, way, 2);
    if (monitor.interval === Infinity)
      return { none: "a resource without a monitor, so that nobody notices; expected a monitor interval" };
    if (way.loss > 0)
      return { none: `a loss of ${way.loss}; expected 0, the only loss for which the law of this death is known` };
    return [{ weight: 1, shape: "uniform", low: way.delay, high: monitor.interval + way.delay }];
  },
  longest: ({ monitor, ...timers }) =>
    Math.max(known(timers) + MERGE, monitor === undefined ? 0 : longestLook(monitor)),
  falseSuspicions: ({ token, consensus, reform, hold }, p) => {
    const q = 1 - p;
    const spacing = token * TOKEN_SPACING;
    const round = 2 * hold + ((2 * p) / q) * spacing;
    const enough = Math.ceil((token - hold) / spacing);
    const lost = power(p, enough) * (1 + enough * q); // the sum of (j + 1)pʲq² from there on
    const joins = Math.ceil((consensus + reform) / JOIN_SPACING);
    return (lost * power(p, joins) * (1 + joins * q)) / round;
  },
  bears,
  drawnDelays: "mean",
  messages: ({ hold }, delay) => 1 / (hold + delay),
};
