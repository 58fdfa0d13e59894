import type { VrrpInstance } from "../configuration/keepalived/facts.ts";
import type { Place, Said } from "../configuration/place.ts";

/** A router that takes no notice of another's advertisements, and what is the reason: a key of keepalived.conf. */
export interface Deaf {
  readonly node: string;
  readonly to: string;
  readonly key: string;
  readonly place: Place;
}

interface Peer {
  readonly node: string;
  readonly instance: VrrpInstance;
}

/** Who takes no notice of whom among the routers that are meant to be one. */
export const deafOf = (peers: readonly Peer[]): Deaf[] =>
  peers.flatMap((listener) =>
    peers.flatMap((speaker) => {
      if (speaker === listener) return [];
      const reason = reasonOf(listener.instance, speaker.instance);
      return reason === null ? [] : [{ node: listener.node, to: speaker.node, ...reason }];
    }),
  );

/** Keepalived takes the first eight characters of a password. */
const PASSWORD_MAX = 8;

/**
 * Why a router throws an advertisement of another away, or never gets it (RFC 3768 §7.1, RFC 5798 §7.1, vrrp.c of Keepalived 2.2.7): another
 * number, version or list of addresses; under version 2 another interval or password; peers of unicast that do not name it.
 */
function reasonOf(listener: VrrpInstance, speaker: VrrpInstance): Pick<Deaf, "key" | "place"> | null {
  const because = (key: string, said: Said<unknown> | null | undefined) => ({
    key,
    place: said?.origin.kind === "written" ? said.origin.place : listener.place,
  });
  if (listener.virtualRouterId?.value !== speaker.virtualRouterId?.value)
    return because("virtual_router_id", listener.virtualRouterId);
  if (listener.version.value !== speaker.version.value) return because("vrrp_version", listener.version);
  if (listener.version.value === 2) {
    if (listener.advertInterval.value !== speaker.advertInterval.value)
      return because("advert_int", listener.advertInterval);
    if (passwordOf(listener) !== passwordOf(speaker))
      return { key: "authentication", place: listener.authentication?.place ?? listener.place };
  }
  if (addressesOf(listener) !== addressesOf(speaker)) return because("virtual_ipaddress", listener.addresses[0]);
  const isUnicast = ({ unicastPeers }: VrrpInstance): boolean => unicastPeers.length > 0;
  const own = listener.unicastSource?.value;
  const isNamed = own === undefined || speaker.unicastPeers.some(({ value }) => value === own);
  if (isUnicast(listener) !== isUnicast(speaker) || (isUnicast(speaker) && !isNamed))
    return because("unicast_peer", speaker.unicastPeers[0] ?? listener.unicastPeers[0]);
  return null;
}

const passwordOf = ({ authentication }: VrrpInstance): string =>
  authentication === null ? "" : `${authentication.kind} ${authentication.password.slice(0, PASSWORD_MAX)}`;

const addressesOf = ({ addresses }: VrrpInstance): string =>
  addresses
    .map(({ value }) => value)
    .sort()
    .join(" ");

/**
 * Lines of a fault script that say it: from the start, nothing that one says reaches the other. Two hosts that disagree in one of several
 * virtual routers do so in all of them.
 */
export function linesOf(all: readonly Deaf[]): string[] {
  const isMutual = ({ node, to }: Deaf): boolean => all.some((other) => other.node === to && other.to === node);
  const lines = all
    .filter((one) => !isMutual(one) || one.to < one.node)
    .map((one) => `{ at: 0 s, cut: [${one.to}, ${one.node}], only: watches${isMutual(one) ? "" : ", oneWay: true"} }`);
  return [...new Set(lines)];
}
