import type { Distribution } from "../../distributions/description.ts";
import { object, optional } from "../../notation/object.ts";
import type { Place } from "../../notation/place.ts";
import { duration, text } from "../../notation/quantities.ts";
import { converted } from "../../notation/shape.ts";
import { DEFAULT_CALLER } from "../../sip/sipp/default-flow.ts";
import type { Flow } from "../../sip/sipp/flow.ts";
import { rehearse } from "../../sip/sipp/rehearsal.ts";
import { CALLEE_IS_OVER, misfitOf, partnersOf } from "./fit.ts";
import { readSipp, type SippScenario } from "./read-sipp.ts";

/** What callers and callees do by SIPp scenarios. */
export interface Flows {
  readonly caller?: Flow;
  readonly callee?: Flow;
}

const fileShape = text("the name of a SIPp scenario, seen from this file", 500);

const fields = object("SIPp scenarios", {
  caller: optional("SIPp scenario of the callers; SIPp's default UAC if left out.", fileShape),
  callee: optional("SIPp scenario of the callees; SIPp's default UAS, with ring and busy, if left out.", fileShape),
  receiveTimeout: optional(
    "A call whose message has not come so long after it began to wait has failed, where the scenario names no timeout (SIPp's -recv_timeout).",
    duration("5 s", { above: 0 }),
  ),
});

/** `sipp: { caller: uac.xml, callee: uas.xml }`. */
export const sippShape = converted<typeof fields.sample, Flows>(fields, {}, (read, place) => {
  if (read.caller === undefined && read.callee === undefined && !place.isBroken) {
    place.report("neither caller nor callee", 'the name of a SIPp scenario, such as caller: "uac.xml"');
    return {};
  }
  const caller = scenarioOf("caller", read.caller, read.receiveTimeout, place);
  const callee = scenarioOf("callee", read.callee, read.receiveTimeout, place);
  const misfit = place.isBroken ? null : misfitOf(caller, callee);
  if (misfit?.span) place.reportAt(misfit.span, misfit.found, misfit.expected, misfit.hint);
  else if (misfit) place.report(misfit.found, misfit.expected, misfit.hint);
  const { caller: calling, callee: called } = partnersOf(caller, callee);
  return { ...(calling && { caller: calling }), ...(called && { callee: called }) };
});

function scenarioOf(
  role: "caller" | "callee",
  file: string | undefined,
  receiveTimeout: number | undefined,
  place: Place,
): SippScenario | null {
  if (file === undefined) return null;
  const at = place.at(role);
  const companion = at.companion(file);
  if ("refused" in companion) return at.refuse(companion.refused, "a SIPp scenario beside this file", null);
  const { scenario, complaints } = readSipp(companion.source, receiveTimeout);
  for (const { span, found, expected, hint } of complaints) at.reportAt(span, found, expected, hint);
  for (const { span, text } of scenario?.ignored ?? []) at.warnAt(span, text, "it has no effect");
  if (scenario === null || scenario.role === role) return scenario;
  const hint = {
    caller: "It belongs at caller.",
    callee: "It belongs at callee.",
    registrant: 'Registrations are described by traffic.registration; "sipnines sipp import" writes it.',
    subscriber: 'Subscriptions are described by traffic.subscribe; "sipnines sipp import" writes it.',
    requester: 'OPTIONS are described by traffic.options; "sipnines sipp import" writes it.',
  };
  return at.refuse(`the scenario of a ${scenario.role}`, `the scenario of a ${role}`, null, hint[scenario.role]);
}

/** Says that every call fails because its callee is gone when the BYE comes, where the times that the traffic adds decide it. */
export function warnOfAbsence({ caller, callee }: Flows, hold: Distribution, ring: Distribution, place: Place): void {
  if (callee === undefined || place.isBroken) return;
  const lasting = (flow: Flow, length: Distribution): Flow => ({
    ...flow,
    steps: flow.steps.map((step) => (step.kind === "pause" ? { ...step, length: step.length ?? length } : step)),
  });
  const misfit = rehearse(lasting(caller ?? DEFAULT_CALLER, hold), lasting(callee, ring));
  if (misfit?.isCalleeOver && misfit.met === null)
    place
      .at("sipp")
      .at("callee")
      .warn(
        "a callee whose part is over when the BYE comes",
        "nothing answers it, and every call fails",
        CALLEE_IS_OVER,
      );
}
