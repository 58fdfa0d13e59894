/** What of the dispatch of directors does not go together, or with the tiers that are there. */
import { nearest } from "../notation/nearest.ts";
import type { Place } from "../notation/place.ts";
import type { Architecture } from "../service/description.ts";
import { directorsOf } from "../service/directors.ts";
import { isRegistrar } from "../tiers/description.ts";

export function checkDispatch({ tiers, watches, directors }: Architecture, place: Place): void {
  if (typeof directors === "string") return;
  const { policy, proxies, state, flows } = directorsOf(directors);
  const known = tiers.filter(isRegistrar).flatMap(({ nodes }) => nodes.map(({ name }) => name));
  const isStateful = tiers.some(({ role, transactions }) => role === "director" && transactions !== undefined);
  for (const [name, { maxLoad }] of proxies) {
    const at = place.at("proxies", name);
    if (!known.includes(name)) {
      const meant = nearest(name, known);
      at.report(
        `${name}, which no director dispatches to`,
        `a proxy behind the directors${meant === undefined ? "" : `, such as ${meant}`}`,
      );
    }
    if (maxLoad < Infinity && policy !== "call load")
      at.at("maxLoad").report("a limit of calls that nobody counts", "policy: call load");
  }
  if (policy === "call load" && !isStateful)
    place
      .at("policy")
      .report(
        "call load at directors without transactions",
        "transactions at the directors: without them they do not learn that a call was refused",
      );
  if (flows !== undefined && isStateful)
    place
      .at("flows")
      .report(
        "flows at directors that keep transactions",
        "no flows: a dialog follows its route, a call its transaction",
      );
  const fromVirtual = watches.some(
    ({ detector, by }) =>
      detector.kind === "options" &&
      detector.source === "virtual address" &&
      tiers.some(({ name, role }) => name === by && role === "director"),
  );
  if (state === "shared" && fromVirtual)
    place
      .at("state")
      .report(
        "a state that directors share, and OPTIONS from a virtual address, by which the standby finds everybody dead",
        "state: own, or source: own address",
      );
}
