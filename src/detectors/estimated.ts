import type { DetectorName } from "./description.ts";
import type { FittedLaw, FittedLaws } from "./fit.ts";
import { heartbeat } from "./heartbeat/estimated.ts";
import { options } from "./options/estimated.ts";
import { phi } from "./phi/estimated.ts";
import { poll } from "./poll/estimated.ts";
import { totem } from "./totem/estimated.ts";
import { vrrp } from "./vrrp/estimated.ts";

const LAWS = { poll, vrrp, heartbeat, totem, options, phi } satisfies Readonly<Record<DetectorName, FittedLaws>>;

/** What `calibrate --law` takes. */
export type LawName = { [K in DetectorName]: keyof (typeof LAWS)[K] }[DetectorName];

/** Detection laws by name. */
export const DETECTION_LAWS: Readonly<Record<LawName, FittedLaw>> = Object.assign({}, ...Object.values(LAWS));
