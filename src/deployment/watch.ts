import type { Origin, Said } from "../configuration/place.ts";
import { formatDuration } from "../units/duration.ts";
import { asksOf, type Dispatch } from "./dispatch.ts";
import {
  assumed,
  type Branch,
  branch,
  differing,
  type Entry,
  type Leaf,
  leaf,
  said,
  saidTime,
  saidWithin,
} from "./entry.ts";
import type { Host } from "./hosts.ts";
import { countsTimeouts } from "./ping-replies.ts";
import type { SipServer } from "./sip-server.ts";
import { trackOf } from "./track.ts";
import { tellTracked } from "./tracked.ts";
import type { VirtualRouter } from "./virtual-routers.ts";

/** What is asked of whoever imports, and what is left out of a scenario. */
export interface Notes {
  readonly questions: string[];
  readonly leftOut: string[];
}

/** The most that a scenario says of pings, of looks and of a weight. */
const LOOKS_MAX = 100;
/** Pings that may be open at a time: whoever waits for longer finds nobody down any sooner. */
const OPEN_MAX = 100;
/** Intervals in Master_Down_Interval. */
const DOWN_TIMER_ADVERTS = 3;

/** How peers under VRRP watch each other, as the hosts of one tier are set up. */
export function routersWatch(
  tier: string,
  virtual: readonly VirtualRouter[],
  hosts: readonly Host[],
  notes: Notes,
): Branch {
  const [main] = virtual;
  const { master } = main!;
  const owner = hosts.find(({ name }) => name === main!.routers.find(({ instance }) => instance === master)?.node);
  const place: Origin = { kind: "written", place: master.place };
  tellTracked(owner!.keepalived!.facts, master, notes.leftOut);
  const isTelling = master.garpMasterRepeat.value > 0;
  const isTold = ({ value }: Said<boolean>): Entry | null => (value ? leaf("true", place) : null);
  if (master.downTimerAdverts.value !== DOWN_TIMER_ADVERTS)
    notes.leftOut.push(
      `${master.place.file}:${master.place.line} down_timer_adverts ${master.downTimerAdverts.value}: in the scenario a master is dead after ${DOWN_TIMER_ADVERTS} intervals (RFC 5798 §6.1)`,
    );
  // state MASTER clears both with a warning (vrrp.c).
  const instances = main!.routers.flatMap(({ instance }) => (instance === null ? [] : [instance]));
  for (const { name, master: other } of virtual)
    if (other.advertInterval.value !== master.advertInterval.value)
      notes.leftOut.push(
        `${other.place.file}:${other.place.line} advert_int ${other.advertInterval.value} of ${name}: all of them have that of ${main!.name} in the scenario`,
      );
  const track = trackOf(owner!.keepalived!.facts, master, notes);
  for (const { node, instance } of main!.routers) {
    const facts = hosts.find(({ name }) => name === node)?.keepalived?.facts;
    if (instance === null || instance === master || facts === undefined) continue;
    const said = differing(track, trackOf(facts, instance, { questions: [], leftOut: [] }));
    if (said.length > 0)
      notes.leftOut.push(
        `${instance.place.file}:${instance.place.line} ${said.map((one) => one.trim()).join(", ")} of ${node}: its check differs from that of ${owner!.name}, and is taken to be the same`,
      );
  }
  const holding = instances.filter((one) => one.nopreempt.value || one.preemptDelay.value > 0);
  for (const { state, place: at } of holding)
    if (state.value === "MASTER")
      notes.leftOut.push(
        `${at.file}:${at.line} nopreempt or preempt_delay beside state MASTER: Keepalived clears them`,
      );
  const heeded = holding.filter(({ state }) => state.value !== "MASTER");
  const holder = heeded.find(({ nopreempt }) => nopreempt.value);
  const delayed = heeded.find(({ preemptDelay }) => preemptDelay.value > 0);
  return branch({
    tier: leaf(tier, place),
    by: leaf(tier, place),
    detector: branch({
      vrrp: branch({
        version: said(master.version),
        advertisement: saidTime(master.advertInterval),
        ...(virtual.length > 1
          ? { virtualRouters: branch(ofEach(virtual, notes)) }
          : { priorities: prioritiesOf(main!) }),
        preemptDelay: delayed === undefined || holder !== undefined ? null : saidTime(delayed.preemptDelay),
        track,
      }),
    }),
    takeover: branch({
      select: assumed("0 s", "Keepalived acts at once"),
      claim: assumed("1 ms", "what it takes to configure an address"),
      gratuitousArp: leaf(String(isTelling), master.garpMasterRepeat.origin),
      repeatArp: isTelling && master.garpMasterDelay.value > 0 ? saidTime(master.garpMasterDelay) : null,
      refreshArp: isTelling && master.garpMasterRefresh.value > 0 ? saidTime(master.garpMasterRefresh) : null,
      lowerPriorityArp: leaf(String(master.garpLowerPriorityRepeat.value > 0), master.garpLowerPriorityRepeat.origin),
      virtualMac: isTold(master.useVmac),
      failback: holder === undefined ? null : leaf("none", holder.nopreempt.origin),
    }),
  });
}

const prioritiesOf = ({ routers }: VirtualRouter): Branch =>
  branch(Object.fromEntries(routers.map(({ node, priority }) => [node, said(priority)])));
/** Addresses of one owner move together, by the priorities of the first of them; those of another that are the same are its own. */
function ofEach(virtual: readonly VirtualRouter[], notes: Notes): Record<string, Entry> {
  const first = new Map<string, VirtualRouter>();
  for (const one of virtual) if (!first.has(one.routers[0]!.node)) first.set(one.routers[0]!.node, one);
  return Object.fromEntries(
    virtual.map((one): [string, Entry] => {
      const leader = first.get(one.routers[0]!.node)!;
      const own = (node: string): Said<number> | undefined =>
        one.routers.find((router) => router.node === node)?.priority;
      const why = `its addresses move with those of ${leader.name}`;
      const priorities = leader.routers.map(({ node, priority }): [string, Entry] => {
        const mine = own(node) ?? priority;
        if (mine.value === priority.value) return [node, said(mine)];
        const { file, line } = mine.origin.kind === "written" ? mine.origin.place : one.master.place;
        notes.leftOut.push(`${file}:${line} priority ${mine.value} of ${one.name}: ${why}`);
        return [node, said({ value: priority.value, origin: { kind: "assumed", why } })];
      });
      return [one.name, branch(Object.fromEntries(priorities))];
    }),
  );
}

/**
 * How directors ask proxies by OPTIONS; null: they do not.
 *
 * @param isFlagged whether destinations have the flag 8 (probing) in their list
 */
export function healthWatch(dispatch: Dispatch, isFlagged: boolean, server: SipServer, notes: Notes): Branch | null {
  if (dispatch.next !== null && !dispatch.keepsNext.value)
    notes.leftOut.push(
      `${server.path}: ds_next_dst has no next destination, since ${dispatch.daemon === "kamailio" ? "the dispatcher's flags lack 2" : "the selection lacks the flag f"}`,
    );
  const { pingInterval, mode, threshold, backAfter, pingReplies } = dispatch;
  if (pingInterval.value <= 0) {
    notes.questions.push(
      `${server.path} asks no destination (ds_ping_interval): a dead one keeps its share of the calls. Does something else take it out?`,
    );
    return null;
  }
  if (countsTimeouts(pingReplies)) {
    notes.leftOut.push(
      `${server.path}: pings, since a 408 counts as their answer (${pingReplies.value.join(", ")}), and 408 is what becomes of one that nobody answers: nobody is ever found down`,
    );
    return null;
  }
  const asks = asksOf(dispatch, isFlagged);
  if (asks === null) {
    notes.leftOut.push(
      dispatch.marks === null
        ? `${server.path}: ds_probing_mode ${mode.value} asks only destinations that a failed request has marked, and no route marks any (ds_mark_dst): nobody is ever found down`
        : `${server.path}: pings, since ds_mark_dst leaves destinations out without having them asked: they stay out until somebody brings them back`,
    );
    return null;
  }
  if (dispatch.marks?.isByPing === true)
    notes.leftOut.push(
      `${server.path}: ds_mark_dst("p") leaves a destination in until its ping has failed; in the scenario it is out with its mark`,
    );
  return branch({
    tier: leaf("proxies", dispatch.origin),
    by: leaf("directors", dispatch.origin),
    detector: branch({
      options: branch({
        interval: saidTime(pingInterval),
        timeout:
          server.silence === null
            ? null
            : saidTime({ ...server.silence, value: Math.min(server.silence.value, OPEN_MAX * pingInterval.value) }),
        misses: saidWithin(threshold, 1, LOOKS_MAX),
        answers: backAfter === null ? null : saidWithin(backAfter, 1, LOOKS_MAX),
        replies: pingReplies.value.length === 0 ? null : leaf(`[${pingReplies.value.join(", ")}]`, pingReplies.origin),
        asks: asks === "all" ? null : leaf(asks, mode.origin),
      }),
    }),
    removal: assumed("0 s", "a destination is left out with its mark"),
  });
}

/** How many destinations a selection keeps, the first among them (`vstate->limit` of dispatch.c); null: all. */
const limitOf = ({ limit, origin }: Dispatch): Leaf | null =>
  limit === null ? null : saidWithin({ value: limit, origin }, 1, LIMIT_MAX);
const [LIMIT_MAX, FAILS_MAX] = [1000, 1000];

/** tm's timer looks every 62.5 ms (README.tm): a transaction that nobody answers ends up to that much early. */
const TICK = 0.0625;

/** Transactions of a server that relays with tm; null: it is stateless. */
export function transactionsOf(server: SipServer): Branch | null {
  const { relays, ringing, silence, dispatch } = server;
  if (relays === null || ringing === null || silence === null) return null;
  const next = dispatch?.keepsNext.value === true ? dispatch.next : null;
  const marks = dispatch?.marks ?? null;
  const earliest = formatDuration(Math.max(0, silence.value - TICK));
  return branch({
    ringing: saidTime(ringing),
    strayResponses: leaf("forward", relays),
    failover:
      dispatch === null || (next === null && marks === null)
        ? null
        : branch({
            after: leaf(`{ uniform: [${earliest}, ${formatDuration(silence.value)}] }`, silence.origin),
            on: dispatch.replies.length === 0 ? null : leaf(`[${dispatch.replies.join(", ")}]`, next ?? marks!.origin),
            probation: marks === null ? null : leaf("unlimited", marks.origin),
            fails: marks?.fails == null ? null : saidWithin(marks.fails, 1, FAILS_MAX),
            destinations: next === null ? leaf("1", marks!.origin) : limitOf(dispatch),
          }),
  });
}
