import {
  isReversed,
  type KeepalivedFacts,
  type Tracked,
  type VrrpInstance,
  type VrrpScript,
} from "../configuration/keepalived/facts.ts";
import type { Origin, Said } from "../configuration/place.ts";
import { branch, type Entry, leaf, saidTime, saidWithin } from "./entry.ts";

/** What is asked, and what is left out. */
interface Told {
  readonly questions: string[];
  readonly leftOut: string[];
}

/** The most that a scenario says of looks in a row, and of a weight. */
const [FALL_MAX, WEIGHT_MAX] = [1000, 253];

/** Commands that say of a check that it is one of the SIP server. */
const OF_SIP =
  /kamailio|opensips|sipsak|sipp\b|kamcmd|kamctl|opensips-cli|asterisk|freeswitch|haproxy|\bsip\b|5060|5061/i;
/** Commands that wait for an answer, rather than look for a process. */
const ASKING = /sipsak|sipp\b|kamcmd|kamctl|opensips-cli|curl|wget|\bnc\b|ncat|options|rpc|fifo/i;

/** The sync group because of which Keepalived leaves out checks with a weight (`sync_group_tracking_weight` stands in none such); null: none. */
function leavingOut({ syncGroups }: KeepalivedFacts, instance: VrrpInstance): Origin | null {
  const group = syncGroups.find(({ members }) => members.some(({ value }) => value === instance.name));
  if (group === undefined || group.keepsWeights.value || group.trackedScripts.length > 0) return null;
  return { kind: "written", place: group.place };
}

/** How Keepalived looks after the SIP server: the first of what it tracks that is about it. */
export function trackOf(facts: KeepalivedFacts, instance: VrrpInstance, notes: Told): Entry {
  const groups = facts.syncGroups.filter(({ members }) => members.some(({ value }) => value === instance.name));
  const scripts = [...instance.trackedScripts, ...groups.flatMap(({ trackedScripts }) => trackedScripts)];
  const processes = [...instance.trackedProcesses, ...groups.flatMap(({ trackedProcesses }) => trackedProcesses)];
  const known = scripts.flatMap((tracked) => {
    const script = facts.scripts.find(({ name }) => name === tracked.name);
    return script === undefined ? [] : [{ tracked, script }];
  });
  const chosen = known.find(({ script }) => OF_SIP.test(script.command?.value ?? "")) ?? known[0];
  for (const { script } of known)
    if (script !== chosen?.script)
      notes.leftOut.push(`${script.place.file}:${script.place.line} vrrp_script ${script.name}: one check is modelled`);
  for (const tracked of scripts)
    if (!facts.scripts.some(({ name }) => name === tracked.name))
      notes.questions.push(
        `Where is the vrrp_script ${tracked.name} that ${tracked.place.file}:${tracked.place.line} tracks?`,
      );
  const process = processes.find(({ name }) => {
    const one = facts.processes.find((other) => other.name === name);
    return OF_SIP.test(`${name} ${one?.process?.value ?? ""}`);
  });
  if (chosen !== undefined) {
    const { script, tracked } = chosen;
    const command = script.command?.value ?? script.name;
    if (!OF_SIP.test(command))
      notes.questions.push(
        `Does ${script.name} (${command.trim().split(/\s/, 1)[0]}) look after the SIP server? It is taken to.`,
      );
    const asks = ASKING.test(command);
    const weight = weightOf(tracked, script);
    const group = leavingOut(facts, instance);
    if (group !== null && weight.value !== 0) {
      notes.leftOut.push(
        `${tracked.place.file}:${tracked.place.line} ${script.name}: Keepalived runs no check with a weight of a member of a sync group`,
      );
      return leaf("never", group);
    }
    return branch({
      interval: saidTime(script.interval),
      timeout: asks && script.timeout.value < script.interval.value ? saidTime(script.timeout) : null,
      fall: saidWithin(script.fall, 1, FALL_MAX),
      rise: saidWithin(script.rise, 1, FALL_MAX),
      weight: saidWithin(weight, -WEIGHT_MAX, WEIGHT_MAX),
      asks: leaf(String(asks), {
        kind: "assumed",
        why: asks ? "its command waits for an answer" : "its command looks whether there is a process",
      }),
    });
  }
  if (process !== undefined) {
    const one = facts.processes.find(({ name }) => name === process.name);
    return branch({
      interval: leaf("at death", { kind: "written", place: process.place }),
      weight: one === undefined ? null : saidWithin(weightOf(process, one), -WEIGHT_MAX, WEIGHT_MAX),
    });
  }
  notes.questions.push(
    `Nothing in ${instance.place.file} looks whether the SIP server lives: does something else, such as systemd, stop Keepalived with it?`,
  );
  return leaf("never", { kind: "written", place: instance.place });
}

/** What the instance says of a weight goes before what the script says. */
function weightOf(tracked: Tracked, own: Pick<VrrpScript, "weight" | "isReversed">): Said<number> {
  const { value, origin } = tracked.weight ?? own.weight;
  return { value: isReversed(tracked, own) ? -value : value, origin };
}
