import type { Detector, DetectorName } from "./description.ts";
import { heartbeat } from "./heartbeat/simulated.ts";
import type { DetectorMechanism } from "./mechanism.ts";
import { options } from "./options/simulated.ts";
import { phi } from "./phi/simulated.ts";
import { poll } from "./poll/simulated.ts";
import { totem } from "./totem/simulated.ts";
import { vrrp } from "./vrrp/simulated.ts";

const MECHANISMS: { readonly [K in DetectorName]: DetectorMechanism<Detector<K>> } = {
  heartbeat,
  totem,
  vrrp,
  poll,
  options,
  phi,
};

/** What detectors of any kind say to each other, by kind of message. */
export const SIGNALS: Readonly<Record<number, string>> = Object.assign(
  {},
  ...Object.values(MECHANISMS).map(({ says }) => says),
);

/** How a described detector works, message by message. */
export const mechanismOf = <K extends DetectorName>(detector: Detector<K>): DetectorMechanism<Detector<K>> =>
  MECHANISMS[detector.kind];
