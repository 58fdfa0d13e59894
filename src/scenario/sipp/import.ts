import { stringify } from "yaml";
import { formatDistribution } from "../../distributions/description.ts";
import { quantileOf } from "../../distributions/law.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatProbability } from "../../units/probability.ts";
import { formatRate } from "../../units/rate.ts";
import { counterpartNote } from "./fit.ts";
import type { SippScenario } from "./read-sipp.ts";
import type { SippRole } from "./roles.ts";
import { type StandardTimes, standardTimes } from "./standard-times.ts";

/** How long a call may take besides its pauses: all retransmissions of its INVITE [s]. */
const DRAIN = 32;

/** A SIPp scenario with the name of its file, as the written scenario should say it. */
export interface Imported {
  readonly file: string;
  readonly scenario: SippScenario;
}

/** How much of it SIPp would be told to make. */
export interface Amount {
  /** SIPp's `-r` [1/s]. */
  readonly rate: number;
  /** SIPp's `-m`. */
  readonly count: number;
}

/**
 * Writes a scenario of ours whose workload is that of SIPp scenarios, one for each role at most. A flow that is SIPp's default
 * one but for its times becomes `ring`, `hold` and `busy`; any other is named as a file, to be played as it stands.
 *
 * @param preset the architecture that serves it
 */
export function importFromSipp(imported: readonly Imported[], { rate, count }: Amount, preset: string): string {
  const of = (role: SippRole): Imported | undefined => imported.find(({ scenario }) => scenario.role === role);
  const [caller, callee, registrant] = [of("caller"), of("callee"), of("registrant")];
  const [requester, subscriber] = [of("requester"), of("subscriber")];
  const standard = (side: "caller" | "callee", one: Imported | undefined): StandardTimes | null =>
    one === undefined ? null : standardTimes(one.scenario.flow, side);
  const [calling, called] = [standard("caller", caller), standard("callee", callee)];
  const arrivals = { rate: formatRate(rate), arrivals: "paced", count };
  const files = {
    ...(caller && calling === null ? { caller: caller.file } : {}),
    ...(callee && called === null ? { callee: callee.file } : {}),
  };
  const isNamed = Object.keys(files).length > 0;
  const t1 = calling?.t1 ?? called?.t1 ?? null;
  const keepsRouteSet = caller?.scenario.flow.keepsRouteSet ?? false;
  const within = registrant ? count / rate : null;
  const calls = caller !== undefined || callee !== undefined;
  const traffic = {
    ...(registrant === undefined
      ? {}
      : {
          users: count,
          registration: {
            ...(registrant.scenario.expires ? { expires: formatDuration(registrant.scenario.expires) } : {}),
            within: formatDuration(within!),
          },
        }),
    ...(calls
      ? {
          calls: {
            ...arrivals,
            openLimit: "3 x rate",
            ...(calling === null ? {} : { hold: formatDistribution(calling.pause) }),
            ...(called === null ? {} : { ring: formatDistribution(called.pause) }),
            ...(called === null || called.busy === 0 ? {} : { busy: formatProbability(called.busy) }),
            ...(isNamed ? { sipp: files } : {}),
          },
        }
      : {}),
    ...(requester === undefined ? {} : { options: arrivals }),
    ...(subscriber === undefined ? {} : { subscribe: arrivals }),
    clients: {
      retransmission: imported.some(({ scenario }) => scenario.retransmits),
      ...(t1 === null || t1 === 0.5 ? {} : { t1: formatDuration(t1) }),
      ...(keepsRouteSet ? { recordRoute: true } : {}),
    },
  };
  const longest = Math.ceil(longestPauses(caller) + longestPauses(callee) + DRAIN);
  const run =
    calls || requester !== undefined || subscriber !== undefined
      ? longest > DRAIN && { run: { drain: formatDuration(longest) } }
      : { run: { horizon: formatDuration(Math.ceil((within ?? 0) + DRAIN)) } };
  const title = imported.map(({ file }) => file).join(" and ");
  const notes = imported.flatMap(({ file, scenario }) =>
    scenario.notes.map(({ line, text }) => `# ${file}:${line}: ${text}\n`),
  );
  const partner = counterpartNote(caller?.scenario ?? null, callee?.scenario ?? null);
  const whom = partner === null ? "" : `# ${(caller ?? callee)!.file}: ${partner}.\n`;
  const text = { title: `SIPp: ${title}`, architecture: { preset }, traffic, ...run };
  return `# Workload of ${imported.map(({ file, scenario }) => `${file} (${scenario.role})`).join(", ")}, read by sipnines.\n${whom}${notes.join("")}${stringify(text, { lineWidth: 0 })}`;
}

/** Longer than all pauses of one side together but in one call of a million [s]; what has no length of its own takes none. */
const longestPauses = (one: Imported | undefined): number =>
  (one?.scenario.flow.steps ?? []).reduce(
    (sum, step) => sum + (step.kind === "pause" && step.length !== null ? quantileOf(step.length, 1 - 1e-6) : 0),
    0,
  );
