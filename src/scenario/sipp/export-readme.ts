import { type Fault, faultInWords, faultVerb } from "../../faults/description.ts";
import { formatDuration } from "../../units/duration.ts";
import type { Scenario } from "../scenario.ts";

/** The machine on which a fault is made, if it is one. */
const machineOf = (fault: Fault): string => {
  const { of, names } = faultVerb(fault);
  return of === "node" || of === "speed" || of === "announcements" ? names(fault)[0]! : "…";
};

/** The page that goes with an exported experiment. */
export function exportReadme({ title, about, traffic, faults, architecture, run }: Scenario): string {
  const { calls, options, registration, recordRoute, retransmission, nextTarget } = traffic;
  const addresses = architecture.addresses.map(({ name }) => name);
  const differences = [
    ...(calls && calls.access === "weighted" && addresses.length > 1
      ? [
          `**Choice of an address.** Simulated callers choose among ${addresses.join(", ")} by DNS SRV. SIPp sends everything to one address: \`SERVER\`. Run the script once for each address, each with its share of the rate, or read the result as that of one address.`,
        ]
      : []),
    ...(calls && calls.access === "round robin" && addresses.length > 1
      ? [
          `**Choice of an address.** Simulated callers take ${addresses.join(", ")} in turn. SIPp sends everything to one address: \`SERVER\`.`,
        ]
      : []),
    ...(calls && typeof calls.access === "object"
      ? [`**Address.** All calls aim at ${calls.access.address}: give its address as \`SERVER\`.`]
      : []),
    ...([calls?.arrivals, options?.arrivals].some((arrivals) => arrivals?.kind === "poisson")
      ? [
          "**Arrivals.** Simulated arrivals are Poisson. SIPp paces them evenly, in small bursts on its timer tick; queues are shorter by it.",
        ]
      : []),
    ...([calls?.arrivals, options?.arrivals].some(
      (arrivals) => arrivals?.kind === "profile" || arrivals?.kind === "mmpp",
    )
      ? [
          "**Arrivals.** The simulated rate follows a profile or comes in bursts. SIPp makes the mean rate; press `+` and `-` in its terminal, or run it once for each rate.",
        ]
      : []),
    ...(calls && calls.patience !== null
      ? ["**Hanging up early.** Simulated callers lose patience and send CANCEL; SIPp's callers wait for the answer."]
      : []),
    ...(calls && Number.isFinite(calls.callTimeout)
      ? [
          `**Patience.** A simulated call fails ${formatDuration(calls.callTimeout)} after it began. SIPp's \`-recv_timeout\` counts for each message anew.`,
        ]
      : []),
    ...(retransmission
      ? [
          "**Retransmission.** SIPp sends an INVITE again at most 5 times and other messages 9 times; the call has failed when one more is due, 31.5 s after the first at T1 = 500 ms. By RFC 3261 an INVITE is sent once more then, and given up after 32 s.",
        ]
      : [
          "**Retransmission** is off (`-nr`). A call that lost a message waits for ever, keeps its slot of the limit `-l`, and is no success: count failed calls as created less successful.",
        ]),
    ...(registration.contacts !== undefined
      ? [
          "**Contacts.** Simulated users have several contacts, to which proxies fork calls; here one SIPp answers for each user: start one for each contact, and register it.",
        ]
      : []),
    ...(nextTarget === null ? [] : ["**Next target.** SIPp does not try the next SRV target (RFC 3263)."]),
    ...(registration.refresh < Infinity
      ? [
          `**Refresh.** Users register once at the beginning, for ${formatDuration(registration.expires)}; simulated ones refresh every ${formatDuration(registration.refresh)}.`,
        ]
      : []),
    ...(recordRoute
      ? [
          "**Record-Route.** The servers must add it (`record_route()` in Kamailio); ACK and BYE then follow `[routes]`.",
        ]
      : [
          "**Record-Route.** ACK and BYE go to the user's address again: the servers must route them by their location service.",
        ]),
    ...(calls && calls.redial !== null ? ["**Redial.** SIPp calls once; whoever failed does not try again."] : []),
    ...(traffic.subscribe === null ? [] : ["**SUBSCRIBE** requests of the scenario are not made."]),
    "**Authentication.** The servers must accept REGISTER and INVITE without it.",
  ];
  const steps =
    faults.length === 0
      ? "The scenario has none.\n"
      : `Times count from the line \`START\` that \`run.sh\` prints. Either do it by hand when \`run.sh\` says so, or give it the command:\n\n${faults
          .map(
            (fault, i) =>
              `${i + 1}. ${faultInWords(fault)}: ${faultVerb(fault).byHand(fault)}.\n   \`FAULT_${i + 1}='ssh ${machineOf(fault)} …' ./run.sh\`\n`,
          )
          .join("")}`;
  return `# ${title}

${about.trim() === "" ? "" : `${about.trim()}\n\n`}The traffic of this scenario for real servers, made by SIPp 3.6 (Debian: \`sip-tester\`). Written by sipnines.

## Run it

    SERVER=192.0.2.10:5060 REGISTRARS="192.0.2.10:5060 192.0.2.11:5060" DOMAIN=example.com \\
      CALLER_IP=192.0.2.1 CALLEE_IP=192.0.2.2 ./run.sh

| variable | meaning | default |
|---|---|---|
| SERVER | address of the service that calls are sent to | 127.0.0.1:5060 |
| REGISTRARS | where users register; \`none\` if they are registered already | SERVER |
| DOMAIN | domain of the users' addresses | the host of SERVER |
| CALLER_IP, CALLEE_IP, CALLEE_PORT | where callers and callees are | 127.0.0.1, the same, 5070 |
| OUT | where SIPp writes its statistics | out |

Callers and callees run on this machine. To have the callees elsewhere, run the line of \`callee.xml\` there.
Exit code 0: every call was successful; 1: some were not.

## Faults

${steps}
## Afterwards

\`out/caller_stat.csv\` holds the counts every second, the file ending in \`_rtt.csv\` every set-up time.
\`sipnines compare SCENARIO.yaml out/caller_stat.csv\` puts them beside the simulated ones. The simulation repeats this experiment
${run.replications} times; one measurement is like one of them.

## What SIPp does otherwise

${differences.map((text) => `- ${text}`).join("\n")}
`;
}
