/**
 * Corosync and Pacemaker: nodes that left without saying so, daemons that were terminated, monitors that failed. A node that Pacemaker
 * has shut down has not failed, nor has one that left a membership although no token was lost.
 * Source: the messages of corosync 2 and 3, of Pacemaker 1.1 to 2.1.
 */
import type { LogLine } from "./log-line.ts";
import { type Sign, type SignReader, signOf } from "./sign.ts";

const STATE = /Node (\S+?)(?:\[\d+\])? state is now (lost|member)(?:.*nodeid=(\d+))?/;
const KNOWN = /Node (\d+) is now known as (\S+)/;
const SHUTDOWN = /Scheduling (?:Node (\S+) for shutdown|shutdown of node (\S+))/;
const FAILED = /\[TOTEM *\].* Failed to receive the leave message\. failed:((?: \d+)+)/;
const MEMBERSHIP =
  /\[TOTEM *\].* A new membership .* was formed\. Members(?: joined:((?: \d+)+))?(?: left:((?: \d+)+))?/;
const TOKEN_LOST = /\[TOTEM *\].* A processor failed, forming new configuration/;
const TERMINATED =
  /(?:^|\s)(?:The )?((?:pacemaker-\w+|cib|crmd|attrd|stonith-ng|lrmd|pengine)(?:\[\d+\])?) (?:process )?(?:\(\d+\) )?(?:[Pp]rocess )?terminated/;
const RESPAWNED = /Respawning (?:subdaemon |failed child process: )?([\w-]+)/;
const RESULT = /Result of (monitor|start) operation for (\S+) on (\S+?): (?:\d+ \()?([^|()]*)/;

const idsIn = (text: string): string[] => text.split(" ").filter((id) => id !== "");

/** Signs of corosync's and Pacemaker's daemons. */
export function pacemaker(): SignReader {
  const names = new Map<string, string>();
  const leaving = new Set<string>();
  /** Numbers of members that said that they leave. */
  const announced = new Set<string>();
  /** Hosts that lost the token and have formed no membership since. */
  const tokenless = new Set<string>();
  const isByName = { known: false };
  const membership = (line: LogLine, component: string, isDown: boolean): Sign =>
    signOf(line, "membership", "host", isDown, component);
  /** Corosync's members by number: told where Pacemaker does not tell them by name. */
  const numbered = (line: LogLine, ids: string, isDown: boolean): Sign[] =>
    idsIn(ids).flatMap((id) => {
      const name = names.get(id);
      if (name === undefined && isByName.known) return [];
      if (isDown) announced.delete(id);
      return leaving.has(name ?? "") ? [] : [membership(line, name ?? `node ${id}`, isDown)];
    });
  const hasSaidSo = (name: string): boolean => [...announced].some((id) => names.get(id) === name || id === name);
  const ofMembership = (line: LogLine, joined: string, left: string): Sign[] => {
    const isLost = tokenless.delete(line.host);
    for (const id of idsIn(joined)) announced.delete(id);
    if (!isLost) for (const id of idsIn(left)) announced.add(id);
    return [...(isLost ? numbered(line, left, true) : []), ...numbered(line, joined, false)];
  };
  const ofNodes = (line: LogLine): Sign[] | null => {
    const { message } = line;
    const known = KNOWN.exec(message);
    if (known !== null) {
      names.set(known[1]!, known[2]!);
      isByName.known = true;
      return [];
    }
    const state = STATE.exec(message);
    if (state !== null) {
      const [, name, to, id] = state;
      isByName.known = true;
      if (id !== undefined) names.set(id, name!);
      if (to === "lost") return leaving.has(name!) || hasSaidSo(name!) ? [] : [membership(line, name!, true)];
      leaving.delete(name!);
      return [membership(line, name!, false)];
    }
    const shutdown = SHUTDOWN.exec(message);
    if (shutdown !== null) leaving.add(shutdown[1] ?? shutdown[2]!);
    const failed = FAILED.exec(message);
    if (failed !== null) return numbered(line, failed[1]!, true);
    if (TOKEN_LOST.test(message)) tokenless.add(line.host);
    const formed = MEMBERSHIP.exec(message);
    return formed === null ? null : ofMembership(line, formed[1] ?? "", formed[2] ?? "");
  };
  return (line) => {
    const nodes = ofNodes(line);
    if (nodes !== null) return nodes;
    const { message } = line;
    const terminated = TERMINATED.exec(message);
    if (terminated !== null) return [signOf(line, terminated[1]!.replace(/\[.*/, ""), "process", true)];
    const respawned = RESPAWNED.exec(message);
    if (respawned !== null) return [signOf(line, respawned[1]!, "process", false)];
    const result = RESULT.exec(message);
    if (result === null) return [];
    const [, operation, resource, node, outcome] = result;
    const isWell = outcome!.trim() === "ok";
    return operation === "start" && !isWell ? [] : [signOf(line, `resource ${resource}`, "process", !isWell, node!)];
  };
}
