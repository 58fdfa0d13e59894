import { generateChain } from "../../analysis/generator/generate.ts";
import type { Coverage, FailoverPhase } from "../../analysis/model.ts";
import { farmAvailability } from "../../analysis/server-farm.ts";
import { modelOfServers, type Servers } from "../../analysis/server-model.ts";
import { unavailabilityAt } from "../../analysis/service-availability.ts";
import type { Said } from "../../report/json/documents.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { refusing } from "../option-values.ts";
import { print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import type { AvailabilityOptions } from "./availability-commands.ts";
import { durationText, outageJson, outageText } from "./outage-json.ts";
import { transientJson, transientText } from "./transient-option.ts";

const HOUR = 3600;
/** What was asked of a farm of equal servers. Undefined is what is asked for, or left to its default. */
interface Question {
  readonly servers: number | undefined;
  readonly required: number;
  readonly mttf: number | undefined;
  readonly mttr: number | undefined;
  readonly target: number | undefined;
  readonly rest: Omit<Servers, "servers" | "required" | "mttf" | "mttr">;
}

function questionOf(options: AvailabilityOptions, line: CommandLine): Question {
  const { servers, mttf, mttr, target, standby, coverage: covered, manualRecovery: recovery } = options;
  if (options.required === "all" && servers === undefined)
    throw line.refusal("--required", "all of an unknown number", "--servers as well");
  const required = options.required === "all" ? servers! : options.required;
  if (servers !== undefined && required > servers)
    throw line.refusal("--required", String(required), `a whole number from 1 to ${servers}`);
  const crews = options.crews === "unlimited" ? undefined : options.crews;
  if (recovery !== undefined && covered === undefined)
    throw Refusal.at(line.end, "--manual-recovery", "a manual recovery without --coverage", "--coverage C as well");
  const phases = (["detection", "takeover"] as const).flatMap((name): FailoverPhase[] => {
    const mean = options[name] ?? 0;
    return mean > 0 ? [{ name, time: { mean, stages: 1 } }] : [];
  });
  if (phases.length > 0 && standby === undefined)
    throw Refusal.at(
      line.end,
      `--${phases[0]!.name}`,
      "a failover where no server stands by",
      "--standby hot, warm or cold as well",
    );
  const coverage: Coverage | undefined =
    covered === undefined || covered === 1
      ? undefined
      : recovery === undefined
        ? { probability: covered, uncovered: "fails group" }
        : { probability: covered, uncovered: "blocks group", manualRecovery: recovery };
  return {
    servers,
    required,
    mttf,
    mttr,
    target,
    rest: {
      ...(crews === undefined ? {} : { crews }),
      ...(coverage === undefined ? {} : { coverage }),
      ...(standby === undefined ? {} : { standbyFailureFactor: standby }),
      ...(phases.length === 0 ? {} : { failover: phases }),
    },
  };
}

/** `sipnines availability --servers …`: equal servers, and the inverse questions. Returns the exit code. */
export async function availabilityOfServers(options: AvailabilityOptions, line: CommandLine): Promise<number> {
  const { servers, required, mttf, mttr, target, rest } = questionOf(options, line);
  const known = [servers, mttf, mttr].filter((each) => each !== undefined).length;
  if (known < (target === undefined ? 3 : 2)) {
    const missing = [
      ...(servers === undefined ? ["--servers"] : []),
      ...(mttf === undefined ? ["--mttf"] : []),
      ...(mttr === undefined ? ["--mttr"] : []),
    ];
    throw Refusal.at(
      line.end,
      "availability",
      `no ${missing.join(" and no ")}`,
      target === undefined ? "--servers, --mttf and --mttr" : "two of --servers, --mttf and --mttr, besides --target",
    );
  }
  const { failover: _, ...withoutFailover } = rest;
  const farm = { required, ...(servers !== undefined && servers > required ? rest : withoutFailover) };
  const solved =
    servers !== undefined && mttf !== undefined && mttr !== undefined
      ? refusing(line.end, "availability", () => farmAvailability({ ...farm, servers, mttf, mttr }))
      : undefined;
  const { at: time } = options;
  const transient =
    time === undefined || solved === undefined
      ? undefined
      : refusing(line.option("--at"), "--at", () =>
          unavailabilityAt(
            generateChain(modelOfServers({ ...farm, servers: servers!, mttf: mttf!, mttr: mttr! })),
            time,
          ),
        );
  const answers: Record<string, number> = {};
  let meetsTarget: boolean | undefined;
  const sentences: string[] = [];
  if (target !== undefined) {
    const inverse = await import("../../analysis/server-farm-inverse.ts");
    const ask = <T>(solve: () => T): T => refusing(line.option("--target"), "--target", solve);
    const goal = `${Number((-Math.log10(target)).toPrecision(6))} nines`;
    if (mttf !== undefined && mttr !== undefined) {
      const needed = ask(() => inverse.farmServersNeeded(target, { required, ...rest, mttf, mttr }));
      answers["serversNeeded"] = needed;
      sentences.push(
        `${needed} server${needed === 1 ? " is" : "s are"} needed for ${goal}${required > 1 ? `, ${required} of them up` : ""}.`,
      );
    }
    if (servers !== undefined && mttr !== undefined && mttf === undefined) {
      const least = ask(() => inverse.farmTolerableMttf(target, { ...farm, servers, mttr }));
      answers["tolerableMttfHours"] = least / HOUR;
      sentences.push(
        `${servers} servers reach ${goal} with an MTTF of ${durationText(least)} or more (${least / HOUR} h).`,
      );
    }
    if (servers !== undefined && mttf !== undefined && mttr === undefined) {
      const longest = ask(() => inverse.farmTolerableMttr(target, { ...farm, servers, mttf }));
      answers["tolerableMttrHours"] = longest / HOUR;
      sentences.push(
        `${servers} servers reach ${goal} with an MTTR of ${durationText(longest)} or less (${longest / HOUR} h).`,
      );
    }
    if (solved !== undefined && servers !== undefined) {
      const meets = answers["serversNeeded"]! <= servers || solved.outage.unavailability <= target;
      meetsTarget = meets;
      sentences.push(`${servers} servers ${meets ? "meet" : "miss"} it.`);
    }
  }
  const chain = solved?.chain;
  const json: Said<"availability-servers"> = {
    ...(servers === undefined ? {} : { servers }),
    required,
    ...(mttf === undefined ? {} : { mttfHours: mttf / HOUR }),
    ...(mttr === undefined ? {} : { mttrHours: mttr / HOUR }),
    ...(target === undefined ? {} : { target: { unavailability: target, nines: -Math.log10(target) } }),
    ...(solved && {
      ...outageJson(solved.outage),
      meanTimeToFailureHours: solved.meanTimeToFirstFailure / HOUR,
      method: chain === undefined ? "closed form" : "chain",
      chain: chain ? { states: chain.states, transitions: chain.transitions, residual: chain.residual } : null,
    }),
    ...(transient === undefined ? {} : transientJson(time!, transient)),
    ...answers,
    meetsTarget,
  };
  print<"availability-servers">(options, json, (colour) => {
    const text = solved
      ? `${outageText(solved.outage, colour)}from all well to the first outage: ${durationText(solved.meanTimeToFirstFailure)}\n`
      : "";
    const until = transient === undefined ? "" : transientText(time!, transient);
    return `${text}${until}${sentences.map((sentence) => `${sentence}\n`).join("")}`;
  });
  return EXIT.fine;
}
