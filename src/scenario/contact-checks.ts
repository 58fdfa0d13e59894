/** Several contacts of a user need proxies that fork. */
import type { Place } from "../notation/place.ts";
import type { Scenario } from "./scenario.ts";

export function checkContacts({ architecture: { tiers }, traffic }: Scenario, place: Place): void {
  const at = place.at("traffic", "registration", "contacts");
  if (traffic.registration.contacts === undefined || at.isBroken || place.at("architecture").isBroken) return;
  const stateless = tiers.find(({ role, transactions }) => role === "proxy" && transactions === undefined);
  const director = tiers.find(({ role }) => role === "director");
  const between = tiers.find(({ dialogs, next }) => dialogs !== undefined || next !== undefined);
  const announcing = tiers.find(({ overload }) => overload?.control);
  const challenging = tiers.find(({ authentication }) => (authentication?.challenge.BYE ?? 0) > 0);
  if (stateless !== undefined)
    at.report(
      `several contacts before the stateless proxies of ${stateless.name}, which try one contact only`,
      `transactions: {} at ${stateless.name}, or no contacts`,
    );
  else if (between !== undefined)
    at.report(
      `several contacts behind ${between.name}, which stand between the users`,
      "callers who aim at the proxies that fork",
    );
  else if ((traffic.calls?.sessionTimer ?? Infinity) < Infinity || (traffic.calls?.mediaTimeout ?? Infinity) < Infinity)
    at.report("several contacts, and calls with sessionTimer or mediaTimeout", "neither of them, or no contacts");
  else if (director !== undefined)
    at.report(`several contacts behind the directors of ${director.name}`, "addresses at the proxies that fork");
  else if (announcing !== undefined)
    at.report(
      `several contacts before proxies that announce their load (${announcing.name}.overload.control)`,
      "no control there, or no contacts",
    );
  else if (challenging !== undefined)
    at.report(
      `several contacts where BYE is challenged (${challenging.name}.authentication.challenge.BYE)`,
      "BYEs that are not challenged, or no contacts",
    );
  else if (traffic.calls?.flows !== undefined)
    at.report("several contacts for calls that follow a SIPp scenario", "no contacts, or calls without `sipp`");
  else if (!traffic.recordRoute)
    at.report(
      "several contacts without clients.recordRoute",
      "clients: { recordRoute: true }: ACK and BYE go to the contact that has answered",
    );
}
