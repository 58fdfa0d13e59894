import { posix } from "node:path";
import { hostByName, isOnEveryHost } from "./host.ts";
import type { Remark } from "./place.ts";
import type { Reading } from "./reading.ts";

/** Kinds of which a host has one file. */
const ONE_EACH: readonly string[] = ["keepalived", "kamailio", "opensips", "haproxy"];
/** What a host's file is called. */
const USUAL: Readonly<Record<string, string>> = { kamailio: "kamailio.cfg", opensips: "opensips.cfg" };

/**
 * Readings of which each host has one file of a kind. Where files of one folder, or of folders that stand on every host, would be of one host, they
 * are told apart by what differs: the first folder, else their names; what stands beside them alone is of each. Of SIP servers' files, those without
 * a main route are parts that nothing takes in, and those beside one of the usual name are somebody's copies: both are told, and left out.
 */
export function toldApart(readings: readonly Reading[]): Reading[] {
  const groups = new Map<string, Reading[]>();
  for (const one of readings)
    if (ONE_EACH.includes(one.kind)) {
      const key = `${one.kind} ${one.host.value}`;
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
  const out = new Set<Reading>();
  const named = new Map<Reading, string>();
  for (const group of groups.values()) {
    const files = withoutParts(group, out);
    if (new Set(files.map(({ path }) => path)).size < 2) continue;
    const labels = labelsOf(files.map(({ path }) => path));
    for (const [at, one] of files.entries())
      if (labels !== null) named.set(one, labels[at]!);
      else if (one.path !== files[0]!.path) leaveOut(one, files[0]!, out);
  }
  const folders = new Set([...named.keys()].map(({ path }) => posix.dirname(path)));
  return readings
    .filter((one) => !out.has(one))
    .map((one): Reading => {
      const label = named.get(one);
      if (label !== undefined)
        return {
          ...one,
          host: { value: label, origin: { kind: "assumed", why: `${one.path} beside others of its kind` } },
        };
      return ONE_EACH.includes(one.kind) && folders.has(posix.dirname(one.path))
        ? { ...one, host: hostByName(one.path) }
        : one;
    });
}

/** Those of a host's files that may be its own; why the others are not is told with the first. */
function withoutParts(group: readonly Reading[], out: Set<Reading>): readonly Reading[] {
  const isWhole = (one: Reading): boolean =>
    (one.kind !== "kamailio" && one.kind !== "opensips") ||
    one.facts.routes.some(({ kind, name }) => kind === "request_route" || (kind === "route" && /^0?$/.test(name)));
  const whole = group.filter(isWhole);
  const usual = group.filter(({ kind, path }) => posix.basename(path) === USUAL[kind]);
  const files = usual.length > 0 ? usual : whole.length > 0 ? whole : group.slice(0, 1);
  for (const one of group)
    if (!files.includes(one))
      leaveOut(one, files[0]!, out, isWhole(one) ? undefined : "it has no main route, and no file takes it in");
  return files;
}

function leaveOut(
  one: Reading,
  taken: Reading,
  out: Set<Reading>,
  why = `${taken.path} is taken for the file of ${one.host.value}`,
): void {
  out.add(one);
  (taken.problems as Remark[]).push({ place: { file: one.path, line: 1 }, text: `is left out: ${why}` });
}

/** What tells these files apart; null: nothing does. */
function labelsOf(paths: readonly string[]): readonly string[] | null {
  const folders = paths.map((path) => posix.dirname(posix.normalize(path)).split("/"));
  const first = folders[0]!.findIndex((part, at) => folders.some((other) => other[at] !== part));
  const shared = first < 0 ? folders[0]!.length : first;
  const byFolder = folders.map((parts) => parts[shared]);
  const byName = paths.map((path) => hostByName(path).value);
  const labels = byFolder.map((folder, at) => (folder === undefined || isOnEveryHost(folder) ? byName[at]! : folder));
  return [labels, byName].find((some) => new Set(some).size === paths.length) ?? null;
}
