import { choiceOf } from "../notation/object.ts";
import type { Read, Written } from "../notation/shape.ts";
import type { Deployment } from "../tiers/description.ts";
import { heartbeat } from "./heartbeat/description.ts";
import type { DetectorKind } from "./kind.ts";
import { options } from "./options/description.ts";
import { phi } from "./phi/description.ts";
import { poll } from "./poll/description.ts";
import { totem } from "./totem/description.ts";
import { vrrp } from "./vrrp/description.ts";

/** Every kind of detector, in the order in which they are listed. The other registries must name the same. */
export const DETECTORS = { heartbeat, totem, vrrp, poll, options, phi };

/** The kinds of detectors. */
export type DetectorName = keyof typeof DETECTORS;
/** What is said of a detector, by kind. */
export type DetectorSettings = { readonly [K in DetectorName]: Read<(typeof DETECTORS)[K]["shape"]> };

/** How a death is noticed: a kind and its settings, times in seconds. */
export type Detector<K extends DetectorName = DetectorName> = {
  [P in K]: { readonly kind: P } & DetectorSettings[P];
}[K];
/** The same as a file says it. */
export type DetectorNotation = Written<typeof detectorShape>;

type Notation<K extends DetectorName> = { readonly [P in K]: Written<(typeof DETECTORS)[P]["shape"]> };
type Kinds = { readonly [K in DetectorName]: DetectorKind<Detector<K>, Notation<K>> };
const KINDS: Kinds = DETECTORS;

/** What a kind of detector is, by one of them. */
export const detectorKind = <K extends DetectorName>(detector: Detector<K>): DetectorKind<Detector<K>, Notation<K>> =>
  KINDS[detector.kind];

/** A detector as it is among so many nodes. */
export const detectorAmong = <K extends DetectorName>(detector: Detector<K>, nodes: number): Detector<K> =>
  detectorKind(detector).among?.(detector, nodes) ?? detector;

/** Whether those that back up an address elect among themselves who takes it, and its owner takes it back (RFC 3768 §6.4.3). */
export const isByElection = (detector: Detector): boolean => detectorKind(detector).elections !== "none";

/** Kind and settings in as few words as tell it from its relatives. */
export const detectorName = <K extends DetectorName>(detector: Detector<K>): string =>
  detectorKind(detector).name(detector);

/**
 * The detector of a watch as it meets a death: once for each election of its tier in which somebody backs up the owner, otherwise as it
 * is.
 *
 * @param passed how many of those who back up the owner are dead too
 */
export function detectorsInForce<K extends DetectorName>(
  detector: Detector<K>,
  service: Deployment,
  tier: string,
  passed = 0,
): readonly Detector<K>[] {
  const { elections } = detectorKind(detector);
  if (elections === "none") return [detector];
  const contested = elections.of(detector, service, tier).filter(({ members }) => members.length > 1 + passed);
  return contested.map((election) => {
    const members = election.members.filter((_, i) => i === 0 || i > passed);
    return elections.inForce(detector, { ...election, members });
  });
}

export const detectorShape = choiceOf("a detector", DETECTORS);
