/** What takes all servers of a tier at once: a site, or whatever a class of failures strikes together. */
import { isUp } from "../structure/evaluation.ts";
import type { Tier } from "../tiers/description.ts";
import type { Check, SeenScenario } from "./check.ts";
import { service } from "./examples-of-scenarios.ts";

const withLines = (lines: string) => ({ "service.yaml": service({})["service.yaml"] + lines });
const switches = (groups: string) =>
  withLines(
    `failures:\n  classes:\n    switch: { together: ${groups}, timeToFailure: { exponential: 40000 h }, recovery: [{ repair: 2 h }] }\n`,
  );

/** Tiers of several servers whose service is down without them, as far as all of them are among some. */
function lostWith({ scenario: { architecture } }: SeenScenario, names: ReadonlySet<string>): readonly Tier[] {
  const others = architecture.tiers
    .flatMap(({ nodes }) => nodes.map(({ name }) => name))
    .filter((name) => !names.has(name));
  return architecture.tiers.filter(
    ({ nodes }) =>
      nodes.length > 1 && nodes.every(({ name }) => names.has(name)) && !isUp(architecture.needs, new Set(others)),
  );
}

export const ALL_AT_ONE_SITE: Check = {
  code: "SN509",
  title: "All servers of a tier are at one site",
  severity: "warning",
  about:
    "Looks at the sites of a scenario (`network.sites`): a tier of several servers that the service needs, all of them at one site, a zone of a cloud say, although there are others.",
  mend: "One of them at another site, with whatever moves the address there.",
  ill: withLines("network:\n  sites: { north: [sip1, sip2], south: [users] }\n"),
  well: withLines("network:\n  sites: { north: [sip1], south: [sip2, users] }\n"),
  find: ({ scenario: seen }) =>
    (seen?.scenario.network.sites ?? []).flatMap((site, _, sites) => {
      if (sites.length < 2) return [];
      const { tiers } = seen!.scenario.architecture;
      const at = (name: string) => sites.find(({ members }) => members.includes(name));
      // Whoever is not named by himself is with his tier, and otherwise in the first site.
      const here = new Set(
        tiers.flatMap((tier) =>
          tier.nodes.flatMap(({ name }) => ((at(name) ?? at(tier.name) ?? sites[0]) === site ? [name] : [])),
        ),
      );
      return lostWith(seen!, here).map((tier) => ({
        place: seen!.placeOf("network", "sites", site.name),
        message: `all ${tier.nodes.length} servers of ${tier.name} are at ${site.name}`,
        consequence: `While ${site.name} is cut off nobody is served by ${tier.name}, and nothing takes over`,
        trial: { when: `${site.name} is cut off`, fault: `cut: ${site.name}` },
      }));
    }),
};

export const ONE_CAUSE: Check = {
  code: "SN510",
  title: "One failure takes all servers of a tier",
  severity: "warning",
  about:
    "Looks at classes of failures that strike nodes `together`: a switch, a rack, a power supply. Where a group holds all servers of a tier with several, which the service needs, a spare of them is no spare against it.",
  mend: "Two groups: a second switch, with the servers shared out between the two.",
  ill: switches("{ left: [sip1, sip2] }"),
  well: switches("{ left: [sip1], right: [sip2] }"),
  mendedFault: "cut: sip1",
  find: ({ scenario: seen }) =>
    (seen?.scenario.failures?.classes ?? []).flatMap(({ name, together }) =>
      together.flatMap(([group, nodes]) =>
        lostWith(seen!, new Set(nodes)).map((tier) => ({
          place: seen!.placeOf("failures", "classes", name, "together", group),
          message: `${name} ${group} takes all ${tier.nodes.length} servers of ${tier.name} at once`,
          consequence: `While it is broken nobody is served by ${tier.name}, and nothing takes over`,
          trial: { when: `${name} ${group} breaks`, fault: `cut: ${tier.name}` },
        })),
      ),
    ),
};
