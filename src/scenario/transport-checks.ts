/** Ways between users and servers, and between servers, that the simulator cannot play. */
import type { Place } from "../notation/place.ts";
import type { Architecture } from "../service/description.ts";
import { TRANSPORTS } from "../sip/connections/transport.ts";
import { nextOf } from "../tiers/description.ts";
import type { Scenario } from "./scenario.ts";

/** Addresses that lead different askers to different servers, or to others as time goes by; left out: none. */
const steering = ({ watches }: Architecture) =>
  watches.find(({ consequence }) => consequence.kind === "record" || consequence.kind === "route")?.consequence.kind;
const STEERED = { route: "an anycast address", record: "an address that a DNS server changes" };

/** @param place that of the architecture */
export function checkServerTransport(architecture: Architecture, place: Place): void {
  const { tiers, addresses } = architecture;
  if (place.isBroken) return;
  const steered = steering(architecture);
  for (const tier of tiers) {
    if (tier.transport === undefined) continue;
    const at = place.at("tiers", tier.name, "transport");
    const [next] = nextOf(architecture, tier);
    const behind = tiers.find(({ name }) => name === addresses[next ?? -1]?.tier);
    if (behind?.role === "director")
      at.report(
        `transport to ${behind.name}, which are directors`,
        "transport: udp, or next at proxies: directors without transactions hold no connections",
      );
    if (steered === "route" || steered === "record")
      at.report(`transport where there is ${STEERED[steered]}`, "transport: udp, or addresses that are taken over");
  }
}

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
  if (architecture.tiers.some(({ role, transactions }) => role === "director" && transactions !== undefined))
    refuse(
      "behind directors with transactions, which would have to hold the connections themselves",
      "transport: udp, or directors without transactions, which balance connections",
    );
  const steered = steering(architecture);
  if (steered === "route" || steered === "record")
    refuse(`to ${STEERED[steered]}`, "transport: udp, or addresses that are taken over");
  if (traffic.nextTarget !== null)
    refuse(
      "that go to a next target",
      "transport: udp, or no nextTarget: a connection is made to the same address again",
    );
}
