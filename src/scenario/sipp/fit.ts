import { DEFAULT_CALLEE, DEFAULT_CALLER } from "../../sip/sipp/default-flow.ts";
import type { Flow, FlowMessage } from "../../sip/sipp/flow.ts";
import { FlowWire } from "../../sip/sipp/flow-wire.ts";
import { mirrorOf } from "../../sip/sipp/mirror.ts";
import { rehearse } from "../../sip/sipp/rehearsal.ts";
import type { SippScenario } from "./read-sipp.ts";
import type { XmlProblem } from "./tolerant-xml.ts";

/** How a callee stays for the BYE. */
export const CALLEE_IS_OVER =
  'The callee\'s part is over by then: let it wait for the BYE, or end with <timewait milliseconds="…"/>.';

const named = ({ method, status }: FlowMessage): string => (status === null ? method : `${status} to ${method}`);

/** Who talks to whom by SIPp scenarios. */
export interface Partners {
  /** What each side plays; undefined: SIPp's default scenario. */
  readonly caller?: Flow;
  readonly callee?: Flow;
  /** Which side is the counterpart of the other, because SIPp's default scenario does not fit it; null: none. */
  readonly counterpart: "caller" | "callee" | null;
  /** The scenarios as they fit best, for `misfitOf`. */
  readonly flows: { readonly caller: Flow; readonly callee: Flow };
}

/**
 * Finds the other side of a scenario that is given alone: SIPp's default one where that fits it, and otherwise the counterpart that
 * sends what is waited for and waits for what is sent.
 */
export function partnersOf(caller: SippScenario | null, callee: SippScenario | null): Partners {
  const [calling, called] = [caller?.flow, callee?.flow];
  const given = { caller: calling ?? DEFAULT_CALLER, callee: called ?? DEFAULT_CALLEE };
  const asGiven = {
    ...(calling && { caller: calling }),
    ...(called && { callee: called }),
    counterpart: null,
    flows: given,
  };
  const [alone, side] = called === undefined ? [calling, "caller" as const] : [called, "callee" as const];
  if (alone === undefined || (calling !== undefined && called !== undefined)) return asGiven;
  if (new FlowWire(side, alone).isPlain && rehearse(given.caller, given.callee) === null) return asGiven;
  const mirror = mirrorOf(alone);
  if (mirror === null) return asGiven;
  const flows = side === "caller" ? { caller: alone, callee: mirror } : { caller: mirror, callee: alone };
  if (rehearse(flows.caller, flows.callee, false) !== null) return asGiven;
  return { ...flows, counterpart: side === "caller" ? "callee" : "caller", flows };
}

/** Says whom a scenario that is given alone talks to, where that is its counterpart; null: SIPp's default scenario, or both are given. */
export function counterpartNote(caller: SippScenario | null, callee: SippScenario | null): string | null {
  const { counterpart } = partnersOf(caller, callee);
  return counterpart === null
    ? null
    : `SIPp's default ${counterpart} does not fit it: the ${counterpart} is its counterpart, who sends what it waits for and waits for what it sends`;
}

/**
 * What is wrong with two scenarios that would fail every call even in a network that loses nothing; null if they fit together.
 * SIPp's default scenario stands in for one that is not given; it has no place to point at.
 */
export function misfitOf(
  caller: SippScenario | null,
  callee: SippScenario | null,
): (Omit<XmlProblem, "span"> & { readonly span: XmlProblem["span"] | null }) | null {
  const { flows } = partnersOf(caller, callee);
  const misfit = rehearse(flows.caller, flows.callee);
  if (misfit === null) return null;
  const { side, step, met, isCalleeOver } = misfit;
  const elements = (side === "caller" ? caller : callee)?.elements;
  const who = elements === undefined ? `SIPp's default ${side}` : `a ${side}`;
  return {
    span: elements?.[Math.min(step, elements.length - 1)]?.span ?? null,
    found:
      met === null
        ? `${who} that waits here for ever: the other side sends nothing more`
        : `${who} that does not expect the ${named(met)} that comes here`,
    expected: "two scenarios that fit together: as they are, every call fails",
    hint:
      side === "caller" && met?.status && met.status < 200
        ? `Add <recv response="${met.status}" optional="true"/> before it.`
        : met === null && isCalleeOver
          ? CALLEE_IS_OVER
          : "",
  };
}
