/** Ways between users and servers that the simulator cannot play. */
import type { Place } from "../notation/place.ts";
import { TRANSPORTS } from "../sip/connections/transport.ts";
import type { Scenario } from "./scenario.ts";

export function checkTransport({ architecture, traffic }: Scenario, place: Place): void {
  const { transport } = traffic;
  if (transport === undefined || place.at("traffic").isBroken || place.at("architecture").isBroken) return;
  const clients = place.at("traffic", "clients");
  const hasConnections = transport.shares[TRANSPORTS.indexOf("udp")]! < 1;
  const key = hasConnections ? "transport" : "nat";
  const what = hasConnections ? "users with connections" : "users behind NATs";
  const refuse = (found: string, mend: string) => clients.at(key).report(`${what} ${found}`, mend);
  if (traffic.calls?.flows !== undefined)
    refuse("for calls that follow a SIPp scenario", "transport: udp and no nat, or calls without `sipp`");
  const sbc = architecture.tiers.find(({ dialogs, next }) => dialogs !== undefined || next !== undefined);
  const { sessionTimer = Infinity, mediaTimeout = Infinity } = traffic.calls ?? {};
  if (sbc !== undefined)
    refuse(`at ${sbc.name}, whose nodes keep dialogs or send calls on`, "transport: udp and no nat");
  if (sessionTimer < Infinity || mediaTimeout < Infinity)
    refuse("with a session timer or a media time-out", "transport: udp and no nat, or calls without them");
  if (traffic.registration.contacts !== undefined)
    refuse("with several contacts", "transport: udp and no nat, or one contact");
  if (!hasConnections) return;
  if (architecture.tiers.some(({ role }) => role === "director"))
    refuse(
      "behind directors, which would have to hold or balance the connections",
      "transport: udp, or proxies with addresses of their own",
    );
  const moving = architecture.watches.find(
    ({ consequence }) => consequence.kind === "record" || consequence.kind === "route",
  );
  if (moving !== undefined)
    refuse(
      moving.consequence.kind === "route" ? "to an anycast address" : "to an address that a DNS server changes",
      "transport: udp, or addresses that are taken over",
    );
  if (traffic.nextTarget !== null)
    refuse(
      "that go to a next target",
      "transport: udp, or no nextTarget: a connection is made to the same address again",
    );
}
