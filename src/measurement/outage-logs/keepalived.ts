/**
 * Keepalived: scripts that fail (what they check is down) and instances in FAULT (an interface that they track, unless a script).
 * Source: the messages of Keepalived 1.2 to 2.3.
 */
import { type SignReader, signOf } from "./sign.ts";

const STATE = /^(?:VRRP_Instance\((\S+?)\)|\((\S+?)\)) (?:Entering|Transition to) (MASTER|BACKUP|FAULT) STATE/i;
const SCRIPT = /^VRRP_Script\((\S+?)\) (failed|succeeded|timed out|timed_out)/i;

/** Signs of `Keepalived_vrrp`. */
export const keepalived = (): SignReader => (line) => {
  const state = STATE.exec(line.message);
  if (state !== null) {
    const instance = state[1] ?? state[2]!;
    return [signOf(line, `instance ${instance}`, "link", state[3]!.toUpperCase() === "FAULT")];
  }
  const script = SCRIPT.exec(line.message);
  return script === null
    ? []
    : [signOf(line, `script ${script[1]}`, "process", script[2]!.toLowerCase() !== "succeeded")];
};
