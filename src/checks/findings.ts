import type { FileTree } from "../configuration/file-tree.ts";
import type { ConfigurationRead } from "../configuration/read.ts";
import { architectureOf } from "../deployment/architecture.ts";
import { hostsOf } from "../deployment/hosts.ts";
import { virtualRoutersOf } from "../deployment/virtual-routers.ts";
import type { Check, Found, Seen, SeenScenario, Severity } from "./check.ts";
import { SEVERITIES } from "./check.ts";
import { isIgnored } from "./ignored.ts";
import { CHECKS } from "./registry.ts";

/** What a check has found. */
export interface Finding extends Found {
  readonly code: string;
  readonly severity: Severity;
}

/** What checks look at in these configurations, or in a scenario. */
export function seenIn({ readings }: ConfigurationRead, scenario: SeenScenario | null = null): Seen {
  const hosts = hostsOf(readings);
  const routers = virtualRoutersOf(hosts, new Set(hosts.map(({ name }) => name)));
  const { behind, victim } = architectureOf(readings, { questions: [], leftOut: [] });
  return { readings, hosts, routers, behind, victim, scenario };
}

/** All that the checks find, the worst first, each place once for a code; what a comment has switched off is left out. */
export function findingsOf(seen: Seen, tree: FileTree, checks: readonly Check[] = CHECKS): Finding[] {
  const all = checks.flatMap((check) =>
    check.find(seen).map((found) => ({
      ...{ ...found, code: check.code, severity: found.severity ?? check.severity },
      ...(found.trial === undefined ? {} : { trial: { ...found.trial, ...ledBy(found, seen) } }),
    })),
  );
  const once = new Map(all.map((one) => [`${one.code} ${one.place.file}:${one.place.line} ${one.message}`, one]));
  return [...once.values()]
    .filter(({ code, place }) => !isIgnored(code, place, tree))
    .sort(
      (one, other) =>
        rankOf(one.severity) - rankOf(other.severity) ||
        compare(one.place.file, other.place.file) ||
        one.place.line - other.place.line ||
        compare(one.code, other.code),
    );
}

/** The host whose file a finding is in. */
function ledBy({ place }: Found, { hosts, readings }: Seen): { readonly lead?: string } {
  const list = readings.find(({ kind, path }) => kind === "dispatcher-list" && path === place.file)?.host.value;
  const host = hosts.find(
    ({ name, sip, haproxy, keepalived }) =>
      name === list || [sip, haproxy, keepalived].some((one) => one?.path === place.file),
  );
  return host === undefined ? {} : { lead: host.name };
}

/** 0 for the worst. */
export const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
