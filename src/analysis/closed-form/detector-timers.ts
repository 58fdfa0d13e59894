import type { Detector } from "../../architecture/description.ts";

/** The timers of a detector, as far as the laws of detection depend on them. What a scenario describes fits, all times in seconds. */
export type DetectorTimers = Heartbeat | Totem | Vrrp | Poll | Options;

type Of<K extends Detector["kind"]> = Extract<Detector, { kind: K }>;

/** Beats every `interval`; `judged` at the time-out unless told otherwise, at own ticks where `misses` are `of` so many. */
export type Heartbeat = Pick<Of<"heartbeat">, "kind" | "interval" | "misses"> &
  Partial<Pick<Of<"heartbeat">, "judged" | "of">>;
export type Totem = Pick<Of<"totem">, "kind" | "token" | "consensus" | "reform" | "hold" | "supervisor">;
export type Vrrp = Pick<Of<"vrrp">, "kind" | "version" | "advertisement" | "priority" | "track">;
export type Poll = Of<"poll">;
export type Options = Of<"options">;

/** A hop between two hosts. */
export interface LossyWay {
  /** One-way delay [s], ≥ 0. */
  readonly delay: number;
  /** Probability that a message is lost, independently of all others. */
  readonly loss: number;
}

/** Probability that a question or its answer is lost. */
export const roundTripLoss = (p: number): number => p * (2 - p);

/** (256 − priority)/256 s in version 2 (RFC 3768 §6.1), that times the interval in version 3 (RFC 5798 §6.1). */
export const skewTime = ({ version, advertisement, priority }: Vrrp): number =>
  ((256 - priority) / 256) * (version === 2 ? 1 : advertisement);

/** 3 advertisements and the skew. */
export const masterDownInterval = (vrrp: Vrrp): number => 3 * vrrp.advertisement + skewTime(vrrp);

/** From the moment a node last saw the token until the ring is formed without the dead [s]. */
export const totemKnown = ({ token, consensus, reform }: Totem): number => token + consensus + reform;

/** From one copy of an unanswered token to the next, in token times: corosync makes four, its `token_retransmits_before_loss_const`. */
export const TOKEN_SPACING = 1 / 4.2;

/** From one join of a gathering member to its repetition [s]: corosync's `join`. */
export const JOIN_SPACING = 0.05;
