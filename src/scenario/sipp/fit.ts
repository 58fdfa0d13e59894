import { DEFAULT_CALLEE, DEFAULT_CALLER } from "../../sip/sipp/default-flow.ts";
import type { FlowMessage } from "../../sip/sipp/flow.ts";
import { rehearse } from "../../sip/sipp/rehearsal.ts";
import type { SippScenario } from "./read-sipp.ts";
import type { XmlProblem } from "./tolerant-xml.ts";

/** How a callee stays for the BYE. */
export const CALLEE_IS_OVER =
  'The callee\'s part is over by then: let it wait for the BYE, or end with <timewait milliseconds="…"/>.';

const named = ({ method, status }: FlowMessage): string => (status === null ? method : `${status} to ${method}`);

/**
 * What is wrong with two scenarios that would fail every call even in a network that loses nothing; null if they fit together.
 * SIPp's default scenario stands in for one that is not given; it has no place to point at.
 */
export function misfitOf(
  caller: SippScenario | null,
  callee: SippScenario | null,
): (Omit<XmlProblem, "span"> & { readonly span: XmlProblem["span"] | null }) | null {
  const misfit = rehearse(caller?.flow ?? DEFAULT_CALLER, callee?.flow ?? DEFAULT_CALLEE);
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
