import { USER_NAMES } from "../architecture/hosts.ts";
/** What the parts of a scenario must tell of each other: names across sections, times in order, an amount of work that ends. */
import { bindingsAsked } from "../bindings/description.ts";
import { strikesAtLatest } from "../faults/times.ts";
import { SUBJECTS } from "../network/message.ts";
import { isKnown } from "../notation/known.ts";
import type { Place } from "../notation/place.ts";
import { knownToClients } from "../tiers/description.ts";
import { endOf, eventsOf } from "./amount-of-work.ts";
import { nodeNames } from "./architecture-checks.ts";
import { checkTalking } from "./call-path-checks.ts";
import { checkContacts } from "./contact-checks.ts";
import { checkFaults } from "./fault-checks.ts";
import { checkNetwork } from "./network-shape.ts";
import type { Scenario } from "./scenario.ts";
import { checkTransactions } from "./transaction-checks.ts";
import { checkServerTransport, checkTransport } from "./transport-checks.ts";

/** Events of one replication: some minutes of computing. */
const EVENTS_MAX = 2e9;
/** Entries of the binding tables, eight bytes each. */
const BINDINGS_MAX = 50_000_000;

/** Calls of a replication if every one is dialled again as often as may be. */
function callsOf({ traffic: { calls, users } }: Scenario): number {
  if (calls === null) return 0;
  const { arrivals, redial } = calls;
  const first =
    arrivals.kind === "rounds"
      ? arrivals.at.length * users * (users - 1)
      : Math.min(arrivals.count, Math.ceil(arrivals.rate * arrivals.duration));
  return first * (1 + (redial?.tries ?? 0));
}

export function checkRun(scenario: Scenario, place: Place): void {
  checkNames(scenario, place);
  checkTimes(scenario, place);
  checkSize(scenario, place);
  checkTransactions(scenario, place);
  checkContacts(scenario, place);
  checkTransport(scenario, place);
  checkServerTransport(scenario.architecture, place.at("architecture"));
  checkAuthentication(scenario, place);
  checkTalking(scenario, place);
}

function checkAuthentication({ architecture, traffic }: Scenario, place: Place): void {
  if (place.at("architecture").isBroken) return;
  for (const { name, authentication } of architecture.tiers) {
    if (authentication === undefined) continue;
    const own = place.at("architecture", "tiers", name, "authentication");
    const { challenge, credentials } = authentication;
    if (traffic.calls?.flows !== undefined && (challenge.INVITE > 0 || challenge.BYE > 0))
      own.report(
        "challenges for calls that follow a SIPp scenario",
        "INVITE: 0 % and BYE: 0 %, or calls without `sipp`",
      );
    if (credentials === "database" && bindingsAsked(architecture.bindings).registers === null)
      own.at("credentials").report("passwords in a database where there is none", "memory, or bindings in a database");
  }
}

function checkNames(scenario: Scenario, place: Place): void {
  const { architecture, network, traffic } = scenario;
  if (!place.at("architecture", "addresses").isBroken)
    for (const kind of ["calls", "options", "subscribe"] as const) {
      const access = traffic[kind]?.access;
      if (typeof access === "object")
        isKnown(
          access.address,
          knownToClients(architecture).map((i) => architecture.addresses[i]!.name),
          "an address",
          place.at("traffic", kind, "access", "address"),
        );
    }
  const nodes = nodeNames(architecture.tiers, place.at("architecture", "tiers"));
  if (nodes === null) return;
  checkNetwork(network, architecture, place.at("network"));
  checkFaults(scenario, place.at("faults"));
  checkUserAgents(scenario, place.at("architecture", "hosts"));
  if (traffic.client?.sleep !== undefined && traffic.calls?.flows?.callee !== undefined)
    place
      .at("traffic", "clients", "sleep")
      .report("callees that sleep and play a SIPp flow", "one of both: a flow has pauses of its own");
}

function checkTimes(scenario: Scenario, place: Place): void {
  const { traffic, run, faults } = scenario;
  if (place.at("run").isBroken || place.at("traffic").isBroken) return;
  if (run.horizon === null && traffic.calls === null && traffic.options === null && traffic.subscribe === null)
    place
      .at("run", "horizon")
      .report("a run until all calls are done, without any calls", 'a horizon, such as "60 s", or traffic.calls');
  const end = endOf(scenario);
  if (run.warmUp > 0 && run.warmUp >= end)
    place.at("run", "warmUp").report(`a warm-up of ${run.warmUp} s`, `less than the ${end} s that the run lasts`);
  for (const [i, at] of strikesAtLatest(faults).entries())
    if (run.horizon !== null && at > run.horizon)
      place
        .at("faults", i, place.at("faults", i, "at").node === undefined ? "after" : "at")
        .report(`a fault after the run has ended, at ${at} s`, `a time up to the horizon, ${run.horizon} s`);
}

function checkSize(scenario: Scenario, place: Place): void {
  const { architecture, traffic } = scenario;
  if (place.at("architecture").isBroken || place.at("traffic").isBroken || place.at("run").isBroken) return;
  const hosts = architecture.tiers.reduce((sum, { nodes }) => sum + nodes.length, 2);
  const bindings =
    traffic.users *
    architecture.addresses.length *
    (bindingsAsked(architecture.bindings).registers === null ? hosts : 1);
  if (bindings > BINDINGS_MAX)
    place
      .at("traffic", "users")
      .report(
        `${traffic.users} users at ${architecture.addresses.length} addresses on ${hosts} hosts, ${bindings} bindings`,
        `at most ${BINDINGS_MAX} bindings: fewer users, addresses or nodes`,
      );
  const calls = callsOf(scenario);
  if (calls > SUBJECTS)
    place
      .at("traffic", "calls", "redial", "tries")
      .report(
        `up to ${calls} calls in a replication, redials included`,
        `at most ${SUBJECTS}: fewer tries, a lower rate or a shorter duration`,
      );
  const events = eventsOf(scenario);
  if (events > EVENTS_MAX)
    place
      .at("run", "horizon")
      .report(
        `a replication of some ${events.toExponential(0).replace("e+", "e")} events, ${endOf(scenario)} s long`,
        `at most ${EVENTS_MAX.toExponential().replace("e+", "e")} events: a shorter run, a lower rate or longer intervals of detectors`,
      );
}

/** User agents take part of a host's cores only where their messages take time. */
function checkUserAgents({ architecture: { hosts = [] }, traffic }: Scenario, place: Place): void {
  if (traffic.client !== undefined) return;
  for (const { name, nodes } of hosts)
    for (const [i, node] of nodes.entries())
      if (USER_NAMES.includes(node))
        place
          .at(name, "nodes", i)
          .report(
            `${node} on a host, whose messages take no time`,
            "traffic.clients.service: what a message costs them, such as 0.04 ms",
          );
}
