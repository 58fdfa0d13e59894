/** What does not go together with proxies or directors that keep transactions. */
import type { Place } from "../notation/place.ts";
import { DEFAULT_CALLEE, DEFAULT_CALLER } from "../sip/sipp/default-flow.ts";
import { rehearse } from "../sip/sipp/rehearsal.ts";
import type { Scenario } from "./scenario.ts";
import type { Flows } from "./sipp/sipp-shape.ts";

export function checkTransactions({ architecture, traffic }: Scenario, place: Place): void {
  const { tiers, addresses } = architecture;
  const all = place.at("architecture", "tiers");
  if (all.isBroken || place.at("architecture", "addresses").isBroken) return;
  const keeping = tiers.find(({ transactions }) => transactions !== undefined);
  const flows = traffic.calls?.flows;
  if (keeping !== undefined && flows !== undefined) checkFlows(flows, place);
  const between = tiers.find(({ dialogs }) => dialogs !== undefined);
  if (between !== undefined && flows !== undefined)
    all
      .at(between.name, "dialogs")
      .report("back-to-back user agents for calls that follow a SIPp scenario", "no dialogs, or calls without `sipp`");
  const directors = tiers.filter(({ role }) => role === "director");
  const stateful = directors.find(({ transactions }) => transactions !== undefined);
  if (stateful === undefined) return;
  const at = all.at(stateful.name, "transactions");
  if (flows !== undefined)
    at.report("stateful directors for calls that follow a SIPp scenario", "no transactions, or calls without `sipp`");
  const stateless = directors.find(({ transactions }) => transactions === undefined);
  if (stateless !== undefined)
    at.report(`stateful directors beside those of ${stateless.name}, which are stateless`, "all of them, or none");
  const other = addresses.find(({ tier }) => !directors.some(({ name }) => name === tier));
  if (other !== undefined)
    at.report(
      `stateful directors beside the address ${other.name} of ${other.tier}`,
      "all addresses at directors: the proxies behind answer to them",
    );
  const announcing = tiers.find(({ overload }) => overload?.control);
  if (announcing !== undefined)
    at.report(
      `stateful directors before proxies that announce their load (${announcing.name}.overload.control)`,
      "directors without transactions, or proxies without control: a stateful director does not pass it on",
    );
}

/** Stateful proxies answer each INVITE by 100 at once, which a SIPp scenario has to wait for. */
function checkFlows({ caller = DEFAULT_CALLER, callee = DEFAULT_CALLEE }: Flows, place: Place): void {
  const misfit = rehearse(caller, callee, true, true);
  if (misfit?.side === "caller" && misfit.met?.status === 100)
    place
      .at("traffic", "calls", "sipp")
      .report(
        "a caller that does not expect the 100 by which stateful proxies answer its INVITE: every call fails",
        "a scenario that does, or proxies without transactions",
        'Add <recv response="100" optional="true"/> behind the INVITE.',
      );
}
