import type { Work } from "../bindings/mechanism.ts";
import { momentsOf } from "../distributions/law.ts";
import { samplerOf } from "../distributions/simulated.ts";
import { KINDS } from "../network/message.ts";
import type { ServiceTime } from "../network/station-parts.ts";
import type { Sampler } from "../random/sampler.ts";
import type { Stream } from "../random/stream.ts";
import { Handshake } from "../sip/connections/handshakes.ts";
import { isRefused, Kind, needsBinding } from "../sip/message.ts";
import type { MessageKind, ServiceTimes } from "../tiers/description.ts";

const KIND_OF: Record<MessageKind, readonly number[]> = {
  INVITE: [Kind.INVITE],
  ACK: [Kind.ACK],
  BYE: [Kind.BYE],
  REGISTER: [Kind.REGISTER],
  OPTIONS: [Kind.OPTIONS],
  "180": [Kind.RINGING],
  "200 INVITE": [Kind.OK_INVITE],
  "200 BYE": [Kind.OK_BYE],
  CANCEL: [Kind.CANCEL],
  "200 CANCEL": [Kind.OK_CANCEL],
  SUBSCRIBE: [Kind.SUBSCRIBE],
  TCP: [Handshake.TCP],
  TLS: [Handshake.TLS],
  "TLS resumed": [Handshake.RESUMED],
  query: [], // of the bindings' own
  failure: [
    ...[Kind.FAIL_INVITE, Kind.FAIL_BYE, Kind.FAIL_REGISTER, Kind.FAIL_OPTIONS, Kind.FAIL_SUBSCRIBE, Kind.FAIL_FLOW],
    Kind.ACK_FAIL,
  ],
};

/** What connections cost where a file does not say it [s]; an RSA signature of 2048 bits is most of a full handshake. */
const HANDSHAKES: readonly (readonly [number, number])[] = [
  [Handshake.TCP, 0.02e-3],
  [Handshake.TLS, 1e-3],
  [Handshake.RESUMED, 0.2e-3],
];

/** What a server does with a message. */
export interface Workload {
  readonly described: ServiceTimes;
  readonly random: Stream;
  /** Whether it looks bindings up in its own memory. */
  readonly inMemory: boolean;
  /** Whether it stays in the dialog by Record-Route. */
  readonly recordRoute: boolean;
  /** What keeping bindings costs beside SIP. */
  readonly work: readonly Work[];
  /** What a request costs that is refused for overload [s]; 0 unless told otherwise. */
  readonly refusal?: number | undefined;
}

/**
 * Service time by kind of message, as a station wants it; `refusal` is what a request costs that is refused for overload [s],
 * `work` what keeping bindings costs beside SIP. A lookup in memory is part of the service; a query to a database is
 * not: there the worker waits for the answer.
 */
export function serviceTimes({ described, random, inMemory, recordRoute, work, refusal = 0 }: Workload): ServiceTime[] {
  const each = samplerOf(described.each, random);
  const constant = (value: number) => samplerOf({ kind: "deterministic", value }, random);
  const samplers: Sampler[] = new Array<Sampler>(KINDS).fill(each);
  for (const [kind, value] of HANDSHAKES) samplers[kind] = constant(value);
  for (const [name, distribution] of Object.entries(described.byMethod)) {
    const sampler = samplerOf(distribution, random);
    for (const kind of KIND_OF[name as MessageKind]) samplers[kind] = sampler;
    for (const { kind, time } of work) if (name === time) samplers[kind] = sampler;
  }
  const refusing = constant(refusal);
  for (const { kind, time } of work) if (typeof time === "number") samplers[kind] = constant(time);
  return samplers.map((sampler, kind) =>
    isRefused(kind)
      ? { sampler: refusing, extra: 0 }
      : { sampler, extra: inMemory && looksUp(kind, recordRoute) ? described.lookup : 0 },
  );
}

const looksUp = (kind: number, recordRoute: boolean): boolean =>
  recordRoute ? kind === Kind.INVITE || kind === Kind.CANCEL || kind === Kind.FLOW_OPENING : needsBinding(kind);

/** The means of the same service times [s]. */
export function serviceMeans(
  described: ServiceTimes,
  inMemory: boolean,
  recordRoute: boolean,
  refusal: number,
): number[] {
  const means = new Array<number>(KINDS).fill(momentsOf(described.each).mean);
  for (const [kind, value] of HANDSHAKES) means[kind] = value;
  for (const [name, distribution] of Object.entries(described.byMethod))
    for (const kind of KIND_OF[name as MessageKind]) means[kind] = momentsOf(distribution).mean;
  return means.map((mean, kind) =>
    isRefused(kind) ? refusal : mean + (inMemory && looksUp(kind, recordRoute) ? described.lookup : 0),
  );
}
