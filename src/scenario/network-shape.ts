import { hostsNamed, type NamedHosts, namesOfHosts } from "../architecture/hosts.ts";
import { durations } from "../distributions/duration.ts";
import type { HopCost, LinkDescription, NetworkOptions, SiteDescription } from "../network/network-options.ts";
import { isKnown } from "../notation/known.ts";
import { defaulted, listOf, name, named, object, optional, required } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { probability, wholeNumber } from "../notation/quantities.ts";
import { converted, type Shape, scalar } from "../notation/shape.ts";
import { quoted, UnitError } from "../units/unit-error.ts";

/** Bits per second by unit. */
const BITS: Readonly<Record<string, number>> = { "bit/s": 1, "kbit/s": 1e3, "Mbit/s": 1e6, "Gbit/s": 1e9 };
const BANDWIDTH = /^\s*(\d+(?:\.\d*)?|\.\d+) ?([kMG]?bit\/s)\s*$/;
const bandwidth = scalar<number, string>(
  'a bandwidth above 0 in bit/s, kbit/s, Mbit/s or Gbit/s, such as "2 Mbit/s"',
  2e6,
  { type: "string", pattern: BANDWIDTH.source },
  (value) => {
    const [, number = "0", unit = ""] = BANDWIDTH.exec(String(value)) ?? [];
    const bits = Number(number) * (BITS[unit] ?? 0);
    if (bits > 0) return bits;
    throw new UnitError(quoted(value), bandwidth.expected);
  },
);

const linkShape: Shape<LinkDescription> = object("a link", {
  bandwidth: required("Bits a second in each direction, which all messages between the two sites share.", bandwidth),
  messageSize: defaulted(
    "Octets of a message with all its headers, all equally large; those of a call in captures have 400 on average.",
    wholeNumber(1, 65_535, 400),
    400,
  ),
  queue: defaulted(
    "Messages that may wait for the link before a datagram is dropped.",
    wholeNumber(0, 1_000_000, 100, { unlimited: Infinity }),
    100,
  ),
});

const wayFields = {
  delay: defaulted("One-way delay between hosts of the two sites.", durations("10 ms"), 0.01, "10 ms"),
  loss: defaulted("Probability that a message between them is lost.", probability, 0, "0 %"),
  link: optional("A link that sends one message after the other. Left out: there is room for all.", linkShape),
};
const wayShape: Shape<HopCost> = object("a way between sites", wayFields);

const fields = object("the network", {
  delay: defaulted("One-way delay of a hop; with sites, within a site.", durations("0.2 ms"), 0.2e-3, "0.2 ms"),
  loss: defaulted("Probability that a hop loses a message; with sites, within a site.", probability, 0, "0 %"),
  sites: defaulted(
    "Sites by name, each a list of nodes, tiers, users, callers or callees; whoever is not named is in the first.",
    named("sites", listOf("names", name, 0, 200), 0, 16),
    [],
    {},
  ),
  between: defaulted("Between any two sites.", wayShape, wayShape.sample, undefined),
  ways: defaulted(
    "Between two sites in particular.",
    listOf(
      "ways",
      object("a way", { sites: required("The two sites.", listOf("names of two sites", name, 2, 2)), ...wayFields }),
      0,
      120,
    ),
    [],
    [],
  ),
});

/** The network between all nodes and users. */
export const networkShape = converted<typeof fields.sample, NetworkOptions>(
  fields,
  { delay: fields.sample.delay, loss: fields.sample.loss },
  ({ delay, loss, sites, between, ways }, place) => {
    if (sites.length === 0) {
      for (const key of ["between", "ways"])
        if (place.at(key).isWritten) place.at(key).report(`${key} without sites`, "sites: { north: […], south: […] }");
      return { delay, loss };
    }
    const described: SiteDescription[] = sites.map(([site, members]) => ({ name: site, members }));
    return {
      delay,
      loss,
      sites: described,
      between,
      ways: ways.map((way) => ({ ...way, sites: [way.sites[0] ?? "", way.sites[1] ?? ""] as const })),
    };
  },
);

/** Names in `network` that must exist, and exist once. */
export function checkNetwork(network: NetworkOptions, architecture: NamedHosts, place: Place): void {
  const { sites = [], ways = [] } = network;
  const known = namesOfHosts(architecture);
  const seen = new Map<string, string>();
  for (const { name: site, members } of sites) {
    if (hostsNamed(site, architecture).length > 0)
      place.at("sites", site).report(`a site called ${quoted(site)} as hosts are`, "a name of its own");
    for (const [i, member] of members.entries()) {
      const at = place.at("sites", site, i);
      const before = seen.get(member);
      if (isKnown(member, known, "a host", at) && before !== undefined)
        at.report(`${quoted(member)} in a second site (it is in ${before})`, "each in one site");
      seen.set(member, site);
    }
  }
  const names = sites.map((site) => site.name);
  for (const [i, { sites: pair }] of ways.entries()) {
    const at = place.at("ways", i, "sites");
    for (const [j, end] of pair.entries()) isKnown(end, names, "a site", at.at(j));
    if (pair[0] === pair[1] && !at.isBroken)
      at.report(`a way from ${quoted(pair[0])} to itself`, "two different sites");
  }
}
