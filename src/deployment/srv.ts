import type { Place } from "../configuration/place.ts";
import type { Reading } from "../configuration/reading.ts";
import type { NaptrRecord } from "../configuration/zone/facts.ts";
import { assumed, type Entry, leaf } from "./entry.ts";
import type { Notes } from "./watch.ts";

/** What a record says of an address. */
interface Target {
  readonly priority: number;
  readonly weight: number;
  /** Whether all of its priority have a weight of 0: they are tried in any order (RFC 2782). */
  readonly isInAnyOrder: boolean;
  readonly place: Place;
}

const OVER_UDP = /^_sip\._udp(\.|$)/;

/** SRV priority and weight of IP addresses, as zones have them: of SIP over UDP, where there is none of any SIP. */
export class SrvRecords {
  readonly #targets = new Map<string, Target>();
  /** Zones whose records are put into the scenario. */
  readonly #zones: readonly string[];
  readonly #used = new Set<string>();
  /** Of each zone the SRV record that is kept longest, and the NAPTR record that comes first (RFC 3403 §4.1). */
  readonly #first: readonly { readonly place: Place; readonly ttl: number }[];
  readonly #naptr: readonly NaptrRecord[];

  constructor(readings: readonly Reading[]) {
    const zones = readings.filter((one) => one.kind === "zone");
    this.#zones = zones.map(({ path }) => path);
    const all = zones.flatMap(({ facts }) => facts.srv).filter(({ name }) => /^_sips?\._/.test(name));
    const udp = all.filter(({ name }) => OVER_UDP.test(name));
    this.#first = zones.flatMap(({ facts }) =>
      [...facts.srv]
        .sort((one, other) => other.ttl.value - one.ttl.value)
        .slice(0, 1)
        .map(({ place, ttl }) => ({ place, ttl: ttl.value })),
    );
    this.#naptr = zones.flatMap(({ facts }) =>
      [...facts.naptr].sort((one, other) => one.order - other.order || one.preference - other.preference).slice(0, 1),
    );
    const addresses = zones.flatMap(({ facts }) => facts.addresses);
    const mine = udp.length > 0 ? udp : all;
    for (const { name: service, target, priority, weight, place } of mine) {
      const equals = mine.filter((other) => other.name === service && other.priority === priority);
      const isInAnyOrder = equals.length > 1 && equals.every((other) => other.weight === 0);
      for (const { address } of addresses.filter(({ name }) => name === target))
        if (!this.#targets.has(address)) this.#targets.set(address, { priority, weight, place, isInAnyOrder });
    }
  }

  /** Keys of an address that callers find by SRV; none where no record leads to it. */
  of(addresses: readonly string[]): Readonly<Record<string, Entry>> {
    const found = addresses.map((one) => this.#targets.get(one)).find((target) => target !== undefined);
    if (found === undefined) return {};
    this.#used.add(found.place.file);
    const origin = { kind: "written", place: found.place } as const;
    const weight = found.isInAnyOrder
      ? assumed("100", "all weights are 0, and such records are in any order")
      : leaf(String(found.weight), origin);
    return { priority: leaf(String(found.priority), origin), weight };
  }

  /** What of the zones is not in the scenario: those that lead to none of its addresses, times to live, and NAPTR. */
  tellRest({ leftOut }: Notes): void {
    for (const { place, ttl } of this.#first)
      if (this.#used.has(place.file))
        leftOut.push(
          `${place.file}:${place.line} TTL of ${ttl} s: no record changes in a run; whoever has asked before a change goes on for so long`,
        );
    for (const { place, service, order } of this.#naptr)
      if (this.#used.has(place.file))
        leftOut.push(
          `${place.file}:${place.line} NAPTR ${order} ${service}, the first choice of who asks for it: callers of the scenario go by traffic.clients.transport`,
        );
    for (const path of this.#zones)
      if (!this.#used.has(path)) leftOut.push(`${path} (zone): no SRV record leads to an address of the scenario`);
  }
}
