import type { Claim } from "./claim.ts";
import type { MechanismFigures } from "./mechanism.ts";
import { FEW, MANY, type RelatedWork, SPEED_OF_PC5 } from "./related-work.ts";

/** Claims of chapter 2 and of the table of machines, and what the model leaves out. */
export function relatedWorkClaims(
  { director, vrrp, detection, standby }: RelatedWork,
  { functional }: MechanismFigures,
): Claim[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const holds = (truth: boolean): Claim["status"] => (truth ? "derived" : "contradicted");
  return [
    {
      id: "director-bottleneck",
      figure: "§2",
      statement: "A load director becomes the bottleneck of the system.",
      status: holds(director.below === 0 && Math.abs(director.many - director.few) < 0.02 && director.many > 0.1),
      expected: "above its capacity as many calls are lost with many proxies as with few",
      obtained: `at 2000 calls/s ${percent(director.few)} with ${FEW} proxies, ${percent(director.many)} with ${MANY}; at 1500 calls/s ${director.below.toFixed(0)} calls (a director's message taken as 0.1 ms)`,
    },
    {
      id: "vrrp-pairs-only",
      figure: "§2",
      statement: "VRRP only works for 1+1 redundancy.",
      // RFC 3768 §1.2 elects a master among any number of backups, by priority: too strong a statement.
      status: vrrp.failovers === 2 ? "contradicted" : "derived",
      expected: "no takeover after the second death",
      obtained: `two of three servers die and the address is taken over ${vrrp.failovers} times, each after ${vrrp.outage.toFixed(2)} s: RFC 3768 knows any number of backups, each with its priority`,
    },
    {
      id: "polling-and-heartbeat",
      figure: "§2",
      statement: "The backup learns of a failure by active polling or by passive heartbeats.",
      status: holds(Math.abs(detection.heartbeat - detection.polling) < 0.5),
      expected: "both notice it; with the same interval of 1 s and patience of 1 s, after (2 − ½) s and ½ + 1 s",
      obtained: `${detection.heartbeat.toFixed(2)} s by heartbeats, ${detection.polling.toFixed(2)} s by polling, which takes two messages for one`,
    },
    {
      id: "ordinary-user-agents",
      figure: "§3",
      statement: "Users need nothing but SIP: they register, resolve SRV records and call.",
      status: holds(functional.successful === functional.created),
      expected: "user agents of RFC 3261 alone call each other before and after a takeover",
      obtained: `${functional.successful} of ${functional.created} calls of user agents that send REGISTER, INVITE, ACK and BYE and nothing else; heartbeats, checkpoints and ARP stay among the servers`,
    },
    {
      id: "slower-standby",
      figure: "Table 2",
      statement: "PC5, at two thirds of the speed of PC4, can stand in for it.",
      status: holds(Math.abs(standby.slow - standby.fast) < 3),
      expected: "as many failed calls as with a standby as fast as PC4, at 100 calls/s",
      obtained: `${standby.slow.toFixed(1)} against ${standby.fast.toFixed(1)} calls at speed ${SPEED_OF_PC5.toFixed(2)}`,
    },
    {
      id: "redirect-server",
      figure: "§1",
      statement: "A redirect server answers an INVITE with another address (3xx), to which the user agent turns.",
      status: "not modelled",
      expected: "–",
      obtained: "servers are proxies and registrars; no 3xx is sent, so that RFC 6076's ratios leave none out",
    },
  ];
}
