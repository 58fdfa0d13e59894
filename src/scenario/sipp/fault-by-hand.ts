import type { Fault } from "../../ha/fault.ts";

const DEATHS = {
  host: "cut its power, or `echo b > /proc/sysrq-trigger` on it: nothing is said goodbye to",
  process: "`kill -9` its server process: the host lives on and refuses connections",
  link: "take its network interface down: it runs on, and nobody hears it",
} as const;

/** How a fault may be made on a real machine. */
export function faultByHand(fault: Fault): string {
  if ("kill" in fault) return DEATHS[fault.kind];
  if ("restart" in fault) return "start again what is dead, or stop and start the server process";
  if ("hang" in fault) return "`kill -STOP` its server process";
  if ("resume" in fault) return "`kill -CONT` its server process";
  if ("slow" in fault) return "give its process less of the processor, as by `systemctl set-property … CPUQuota=`";
  if ("cut" in fault || "partition" in fault) return "drop the packets between the two sides, as by `nft`";
  if ("degrade" in fault) return "`tc qdisc add … netem delay … loss …` on the interfaces between them";
  if ("heal" in fault) return "take the rules of `nft` and `tc` away again";
  if ("loseArp" in fault) return "drop its gratuitous ARP, as by `nft` in the family `netdev`";
  if ("chance" in fault || "shock" in fault)
    return "draw the times beforehand, and kill and start the nodes by a script";
  return "take it out of service as its operating manual says";
}

/** The machine on which it is made, if it is one. */
export function machineOf(fault: Fault): string {
  for (const verb of ["kill", "restart", "hang", "resume", "slow", "loseArp", "drain"])
    if (verb in fault) return (fault as unknown as Record<string, string>)[verb]!;
  return "…";
}
