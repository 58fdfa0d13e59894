/**
 * Keepalived: scripts that fail (what they check is down), instances in FAULT (an interface that they track, unless a script), and
 * real servers that a director removes from a virtual server, or sets to weight 0, because its check failed. What it removes while it stops has not failed.
 * Source: the messages of Keepalived 1.2 to 2.3.
 */
import { type SignReader, signOf } from "./sign.ts";

const STATE = /^(?:VRRP_Instance\((\S+?)\)|\((\S+?)\)) (?:Entering|Transition to) (MASTER|BACKUP|FAULT) STATE/i;
const SCRIPT = /^VRRP_Script\((\S+?)\) (failed|succeeded|timed out|timed_out)/i;

const SERVICE = /^(Removing|Disabling|Adding|Enabling) (?:alpha )?service (\S+) (?:from|of|to) VS (\S+)/;
const STOPS = /^(?:Stopping$|Stopping Keepalived|Terminating (?:Health|Keepalived)|Stopped)/;
const STARTS = /^(?:Starting (?:Health|Keepalived)|Activating healthchecker|Initializing ipvs)/;

/** `[10.0.0.11]:tcp:5060` as people write it: without the protocol, brackets for IPv6 alone. */
const address = (text: string): string => text.replace(/:(?:tcp|udp|sctp)(?=:|$)/, "").replace(/^\[([\d.]+)\]/, "$1");

/** Signs of `Keepalived_vrrp` and `Keepalived_healthcheckers`. */
export function keepalived(): SignReader {
  const stopping = new Set<string>();
  return (line) => {
    const { message, host, program } = line;
    const state = STATE.exec(message);
    if (state !== null) {
      const instance = state[1] ?? state[2]!;
      return [signOf(line, `instance ${instance}`, "link", state[3]!.toUpperCase() === "FAULT")];
    }
    const script = SCRIPT.exec(message);
    if (script !== null)
      return [signOf(line, `script ${script[1]}`, "process", script[2]!.toLowerCase() !== "succeeded")];
    const service = SERVICE.exec(message);
    if (service !== null) {
      const [, what, server, virtual] = service;
      const isDown = what === "Removing" || what === "Disabling";
      if (isDown && stopping.has(host)) return [];
      return [signOf(line, `service of ${address(virtual!)} at ${host}`, "process", isDown, address(server!))];
    }
    if (!/^keepalived/i.test(program)) return [];
    if (STOPS.test(message)) stopping.add(host);
    else if (STARTS.test(message)) stopping.delete(host);
    return [];
  };
}
