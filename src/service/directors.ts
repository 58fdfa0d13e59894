import { defaulted, named, object, optional } from "../notation/object.ts";
import { duration, wholeNumber, word } from "../notation/quantities.ts";
import type { Read, Shape, Written } from "../notation/shape.ts";

const policy = word("call-id hash", "round robin", "consistent hash", "random", "call load");

const proxyFields = object("a proxy of directors", {
  weight: defaulted(
    "Its share of the calls among proxies of its priority, relative to theirs.",
    wholeNumber(1, 1000, 2),
    1,
  ),
  priority: defaulted(
    "Only the living proxies of the highest priority get calls (as in Kamailio's dispatcher.list; HAProxy's backup is a lower one).",
    wholeNumber(0, 1000, 1),
    0,
  ),
  maxLoad: defaulted(
    "With `call load`: calls that it may have open (maxload); a director counts those that it dispatched itself.",
    wholeNumber(1, 1_000_000, 100, { unlimited: Infinity }),
    Infinity,
    "unlimited",
  ),
});

const flowFields = object("flows", {
  idle: defaulted(
    "A flow ends after so long without a packet; 120 s in AWS's network load balancer and for streams in Linux's conntrack.",
    duration("30 s", { above: 0 }),
    120,
    "120 s",
  ),
  unanswered: optional(
    "The same for a flow that has had no answer yet or is younger than 2 s (nf_conntrack_udp_timeout, 30 s by default); left out: as idle.",
    duration("30 s", { above: 0 }),
  ),
  sources: defaulted(
    "Calls come from so many sources in turn, each a flow, as trunks do; by default each call is a source of its own.",
    wholeNumber(1, 1_000_000, 1, { "one a call": Infinity }),
    Infinity,
    "one a call",
  ),
  until: defaulted(
    "Whether a flow stays with its proxy until it is silent, whatever checks say, or ends when the director considers the proxy down.",
    word("silence", "removal"),
    "silence" as const,
  ),
  draining: defaulted(
    "How long flows stay with a proxy that is drained (deregistration delay).",
    duration("30 s", { words: { unlimited: Infinity } }),
    300,
    "300 s",
  ),
});

const fields = object("the dispatch of directors", {
  policy: defaulted(
    "By the hash of the Call-ID, the same so that a removal moves nobody else's calls, in turn, by chance, or to the proxy with the fewest open calls for its weight.",
    policy,
    "call-id hash" as const,
  ),
  proxies: defaulted("Proxies that are not like the others.", named("proxies", proxyFields, 0, 64), [], {}),
  noneAlive: defaulted(
    "What becomes of requests when no proxy counts as alive: refused with 503, or sent to one of all (fails open).",
    word("refuse", "try all"),
    "refuse" as const,
  ),
  state: defaulted(
    "Whether each director has its own list of proxies that are down, or what one finds holds for all (OpenSIPS' clusterer).",
    word("own", "shared"),
    "own" as const,
  ),
  flows: optional(
    "Stateless directors keep the packets of one source with one proxy, as balancers of UDP do; left out: each message is dispatched by itself.",
    flowFields,
  ),
});

/** How directors choose among proxies; times in seconds. */
export type Directors = Read<typeof fields>;
/** The same, or its policy alone, where the rest is as usual. */
export type DirectorPolicy = Read<typeof policy> | Directors;

/** How directors choose a proxy: one word, or all of it. */
export const directorsShape: Shape<DirectorPolicy, Written<typeof policy> | Written<typeof fields>> = {
  expected: `${policy.expected}, or a map with policy, proxies, noneAlive, state and flows`,
  schema: { anyOf: [policy.schema, fields.schema] },
  sample: "call-id hash",
  read: (node, place) => (node.kind === "map" ? fields.read(node, place) : policy.read(node, place)),
};

/**
 * Whether all messages of a call go to one proxy for as long as the same ones are believed alive: by a hash, in a flow, or since only one of the
 * given proxies has the highest priority, whoever of them is down.
 */
export const keepsCallsTogether = ({ policy, proxies, flows }: Directors, names: readonly string[]): boolean => {
  if (policy.endsWith("hash") || policy === "call load" || flows !== undefined) return true;
  const priorities = names.map((name) => proxies.find(([proxy]) => proxy === name)?.[1].priority ?? 0);
  return new Set(priorities).size === names.length;
};

/** All of it, with the defaults that a word stands for. */
export const directorsOf = (directors: DirectorPolicy): Directors =>
  typeof directors === "string" ? { ...fields.sample, policy: directors } : directors;
