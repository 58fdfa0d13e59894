import type { HaproxyFacts, HaproxyProxy, HaproxyServer } from "../configuration/haproxy/facts.ts";

/** Where HAProxy takes SIP in, and the proxy whose servers get it. */
export interface SipBalancing {
  readonly front: HaproxyProxy;
  readonly back: HaproxyProxy;
}

/** `:5060` or `:5061` at the end of an address that is bound. */
export const SIP_PORT = /:506([01])$/;

/** The first proxy of TCP that listens on a port of SIP and has servers, its own or those of its backend; null: there is none. */
export function balancesSip({ proxies }: HaproxyFacts): SipBalancing | null {
  for (const front of proxies) {
    if (front.kind === "backend" || front.isDisabled.value || front.mode.value !== "tcp") continue;
    if (!front.binds.some(({ value }) => SIP_PORT.test(value))) continue;
    const named = front.defaultBackend?.value ?? front.backends[0]?.value;
    const back = front.kind === "listen" && front.servers.length > 0 ? front : backendOf(proxies, named);
    if (back?.servers.some(getsConnections) === true) return { front, back };
  }
  return null;
}

/** A server that is switched off, or has a weight of 0, gets none. */
export const getsConnections = ({ isDisabled, weight }: HaproxyServer): boolean =>
  !isDisabled.value && weight.value > 0;

const backendOf = (proxies: readonly HaproxyProxy[], name: string | undefined): HaproxyProxy | undefined =>
  proxies.find((one) => one.kind !== "frontend" && one.name === name);
