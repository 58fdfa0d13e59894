import type { Arrivals, Traffic } from "../../sip/traffic.ts";
import { endOf } from "../amount-of-work.ts";
import type { Scenario } from "../scenario.ts";
import { attribute } from "./write-flow.ts";

/** How SIPp says a rate: so many calls in a period of so many milliseconds, both whole numbers. */
export function rateOf(perSecond: number): { calls: number; period: number } {
  for (const period of [1000, 10_000, 100_000, 60_000, 3_600_000, 1_000_000]) {
    const calls = perSecond * (period / 1000);
    if (calls >= 1 && Math.abs(calls - Math.round(calls)) < 1e-9 * calls) return { calls: Math.round(calls), period };
  }
  const period = perSecond >= 1 ? 1_000_000 : Math.round(1000 / perSecond);
  return { calls: Math.max(1, Math.round((perSecond * period) / 1000)), period };
}

/** Calls that SIPp is told to make, its `-m`. */
export function callsOf(arrivals: Arrivals, users: number): number {
  if (arrivals.kind === "rounds") return users * (users - 1);
  return Math.max(1, Math.round(Math.min(arrivals.count, arrivals.rate * arrivals.duration)));
}

/** What all SIPps of a scenario are told. */
function everywhere({ retransmission, timers }: Traffic): string {
  const t2 = timers.t2 === 4 ? "" : ` -T2 ${attribute(timers.t2 * 1000)}`;
  return retransmission ? t2 : " -nr";
}

const load = (arrivals: Arrivals, users: number): string => {
  const { calls, period } = rateOf(arrivals.kind === "rounds" ? 1 / arrivals.spacing : arrivals.rate);
  return `-r ${calls} -rp ${period} -m ${callsOf(arrivals, users)}`;
};

/** The shell script that runs the experiment. */
export function runScript(scenario: Scenario): string {
  const { traffic, faults, title } = scenario;
  const { calls, options, registration, users } = traffic;
  const lasting = Math.ceil(endOf(scenario)) + 5;
  const common = everywhere(traffic);
  const registering = rateOf(registration.within === null ? 100 : Math.max(1, users / registration.within));
  const oneLine = title.replace(/[\r\n]+/g, " ");
  const callee = calls === null ? "" : calleeSection(common);
  const caller = calls === null ? "" : callerSection(calls, traffic, common, lasting);
  const requests =
    options === null
      ? ""
      : `
# OPTIONS requests, beside the calls.
sleep_until ${attribute(startOf(options.arrivals))}
sipp "$SERVER" -sf "$HERE/requester.xml" -i "$CALLER_IP" -key domain "$DOMAIN" \\
  ${load(options.arrivals, users)}${common} -timeout ${lasting}s -nostdin \\
  -trace_stat -fd 1 -stf requester_stat.csv > requester.log 2>&1 &
REQUESTER=$!
`;
  return `#!/bin/sh
# ${oneLine}
#
# The traffic of this scenario against real servers, made by SIPp 3.6. What the addresses mean, and what else belongs to the
# experiment, is said in README.md. Written by sipnines; exit code 0: every call was successful.
set -eu

HERE=$(cd "$(dirname "$0")" && pwd)
SERVER=\${SERVER:-127.0.0.1:5060}        # where calls and requests are sent: an address of the service
REGISTRARS=\${REGISTRARS:-$SERVER}       # where users register, several separated by blanks; "none" if they are registered already
DOMAIN=\${DOMAIN:-\${SERVER%:*}}          # the domain of the users' addresses
CALLER_IP=\${CALLER_IP:-127.0.0.1}       # this machine, as the servers see it
CALLEE_IP=\${CALLEE_IP:-$CALLER_IP}      # where callees are reached
CALLEE_PORT=\${CALLEE_PORT:-5070}
OUT=\${OUT:-$HERE/out}                   # where SIPp writes its statistics

command -v sipp > /dev/null || { echo "sipp is not installed (Debian: sip-tester)" >&2; exit 2; }
mkdir -p "$OUT"
cd "$OUT"

BACKGROUND=""
trap '[ -z "$BACKGROUND" ] || kill $BACKGROUND 2> /dev/null || true' EXIT INT TERM
sleep_until() { # seconds after START
  pause=$(awk -v now="$(date +%s.%N)" -v start="$START" -v at="$1" 'BEGIN { d = start + at - now; print (d > 0 ? d : 0) }')
  sleep "$pause"
}
${callee}
# Every user registers once with every registrar.
if [ "$REGISTRARS" != none ]; then
  for registrar in $REGISTRARS; do
    sipp "$registrar" -sf "$HERE/registrant.xml" -inf "$HERE/users.csv" -i "$CALLER_IP" -key domain "$DOMAIN" \\
      -key callee "$CALLEE_IP:$CALLEE_PORT" -r ${registering.calls} -rp ${registering.period} -m ${users}${common} \\
      -recv_timeout 32000 -nostdin > registrant.log 2>&1
  done
fi

START=$(date +%s.%N)
echo "START $START"
${faults
  .map(
    (fault, i) => `
# ${JSON.stringify(fault)}
( sleep_until ${attribute(fault.at)}; if [ -n "\${FAULT_${i + 1}:-}" ]; then echo "FAULT ${i + 1}"; sh -c "$FAULT_${i + 1}"; else echo "NOW: fault ${i + 1}, see README.md"; fi ) &
BACKGROUND="$BACKGROUND $!"
`,
  )
  .join("")}${requests}${caller}${options === null ? "" : '\nwait "$REQUESTER" || RESULT=$?\n'}
exit "\${RESULT:-0}"
`;
}

const startOf = (arrivals: Arrivals): number => (arrivals.kind === "rounds" ? arrivals.at[0]! : arrivals.start);

const calleeSection = (common: string): string => `
# Callees, until the script ends.
sipp -sf "$HERE/callee.xml" -i "$CALLEE_IP" -p "$CALLEE_PORT"${common} -nostdin > callee.log 2>&1 &
BACKGROUND="$BACKGROUND $!"
sleep 0.5
`;

function callerSection(
  calls: NonNullable<Traffic["calls"]>,
  { users }: Traffic,
  common: string,
  lasting: number,
): string {
  const { arrivals, openLimit, callTimeout } = calls;
  const most = callsOf(arrivals, users);
  const limit = openLimit < Infinity ? openLimit : most + 1;
  const patience = callTimeout < Infinity ? ` -recv_timeout ${attribute(callTimeout * 1000)}` : "";
  const command = (
    name: string,
    longest: number,
  ) => `sipp "$SERVER" -sf "$HERE/caller.xml" -inf "$HERE/callees.csv" -i "$CALLER_IP" -key domain "$DOMAIN" \\
  ${load(arrivals, users)} -l ${limit}${common}${patience} -timeout ${longest}s -nostdin \\
  -trace_stat -fd 1 -stf ${name}_stat.csv -trace_rtt -trace_err -error_file ${name}_errors.log > ${name}.log 2>&1 || RESULT=$?`;
  if (arrivals.kind !== "rounds")
    return `
# Callers. Exit code 1 of SIPp: a call failed.
sleep_until ${attribute(arrivals.start)}
${command("caller", lasting)}
`;
  return arrivals.at
    .map(
      (at, i) => `
# Round ${i + 1}: all ordered pairs of users.
sleep_until ${attribute(at)}
${command(`caller-${i + 1}`, Math.max(1, Math.floor((arrivals.at[i + 1] ?? at + lasting) - at)))}
`,
    )
    .join("");
}
