import type { Check } from "./check.ts";
import { hostDies } from "./vrrp.ts";

const backend = (check: string) => ({
  "lb1/haproxy.cfg": [
    "defaults\n    mode tcp\n    timeout connect 5s\n    timeout client 50s\n    timeout server 50s\n\n",
    "frontend sip\n    bind 192.0.2.10:5060\n    default_backend registrars\n\nbackend registrars\n    balance source\n",
    `    server reg1 192.0.2.21:5060${check}\n    server reg2 192.0.2.22:5060${check}\n`,
  ].join(""),
});

export const UNCHECKED_SERVER: Check = {
  code: "SN312",
  title: "HAProxy never checks a server",
  severity: "error",
  about:
    "HAProxy checks a server only where `check` stands in its line or in `default-server`. Where `no-check` says so it is a note.",
  mend: "`check` behind each server; for SIP over TCP `option tcp-check` with what it should answer.",
  ill: backend(""),
  well: backend(" check"),
  find: (seen) =>
    seen.readings.flatMap((reading) =>
      reading.kind !== "haproxy"
        ? []
        : reading.facts.proxies.flatMap((proxy) => {
            const used = proxy.servers.filter((one) => !one.isDisabled.value);
            const total = used.reduce((sum, { count }) => sum + count, 0);
            return total < 2
              ? []
              : used
                  .filter(({ isChecked }) => !isChecked.value)
                  .map(({ name, place, isChecked }) => ({
                    place,
                    ...(isChecked.origin.kind === "written" && { severity: "note" as const }),
                    message: `${name} of ${proxy.name} is not checked`,
                    consequence: `When it is dead it keeps its share of the connections, one of ${total}, and these wait for timeout connect`,
                    trial: hostDies(name),
                  }));
          }),
    ),
};
