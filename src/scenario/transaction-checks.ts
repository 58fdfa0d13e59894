/** What does not go together with proxies or directors that keep transactions. */
import type { Place } from "../notation/place.ts";
import type { Scenario } from "./scenario.ts";

export function checkTransactions({ architecture, traffic }: Scenario, place: Place): void {
  const { tiers, addresses } = architecture;
  const all = place.at("architecture", "tiers");
  if (all.isBroken || place.at("architecture", "addresses").isBroken) return;
  const keeping = tiers.find(({ transactions }) => transactions !== undefined);
  if (keeping !== undefined && traffic.calls?.flows !== undefined)
    all
      .at(keeping.name, "transactions")
      .report("stateful proxies for calls that follow a SIPp scenario", "no transactions, or calls without `sipp`");
  const directors = tiers.filter(({ role }) => role === "director");
  const stateful = directors.find(({ transactions }) => transactions !== undefined);
  if (stateful === undefined) return;
  const at = all.at(stateful.name, "transactions");
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
