import type { OwnMetric } from "../../metrics/own-metric.ts";
import { inside } from "../../notation/plain-parts.ts";
import { type Axis, type Listed, type Parameter, parameterNamed, parseAxis, writtenFor } from "../../scenario/axis.ts";
import { POINTS_MAX, type Sampling } from "../../scenario/sampling.ts";
import { quoted, UnitError } from "../../units/unit-error.ts";
import { parseConstraint } from "./constraint.ts";
import { KnownFormulas } from "./known-formulas.ts";
import { parsePointTable } from "./point-table.ts";
import { samplePoints } from "./sample.ts";

/** What a design is made from, as the user said it: plain data. */
export interface DesignPlan {
  /** `path=values`, one for each parameter. */
  readonly vary: readonly string[];
  /** Names of parameters that go through their lists together. */
  readonly zip: readonly (readonly string[])[];
  /** Relations that points must satisfy. */
  readonly where: readonly string[];
  /** Left out: every combination. */
  readonly sampling: Sampling | null;
  /** A table of points as CSV, to be combined with what else is varied. */
  readonly table: string | null;
}

/** The value that a parameter has at a point. */
export interface Assignment extends Parameter {
  /** As it was said, such as iprs. */
  readonly value: string;
  /** As a scenario file says it, such as { preset: iprs }. */
  readonly written: string;
}

/** Parameters that change together, and the rows of values they take. */
interface Factor {
  readonly parameters: readonly Parameter[];
  readonly rows: readonly (readonly string[])[];
}

/** Combinations that are tried against the constraints. */
const COMBINATIONS_MAX = 20_000_000;

/** The points of a study, in an order that depends on its description alone. The last parameter changes fastest. */
export class Design {
  readonly parameters: readonly Parameter[];
  readonly size: number;
  readonly #factors: readonly Factor[];
  /** Numbers of the combinations that satisfy the constraints; null if all do. */
  readonly #kept: Uint32Array | null;

  /**
   * @param seed of the scenario, for sampled designs
   * @param variants names of the scenario files; with several, `scenario` is the first parameter
   * @param own formulas of each file, which constraints may name where nothing need be simulated for them
   * @throws UnitError for what cannot be read, does not fit together or is absurdly large
   */
  constructor(
    plan: DesignPlan,
    seed: number,
    variants: readonly string[] = [],
    own: readonly (readonly OwnMetric[])[] = [],
  ) {
    const factors = factorsOf(plan, seed);
    if (variants.length > 1)
      factors.unshift({ parameters: [{ name: "scenario", path: "" }], rows: variants.map((name) => [name]) });
    this.#factors = factors;
    this.parameters = factors.flatMap(({ parameters }) => parameters);
    const seen = new Map<string, string>();
    for (const { name, path } of this.parameters) {
      const before = seen.get(path);
      if (before !== undefined) throw new UnitError(`${before} and ${name} for one place`, "each parameter once");
      seen.set(path, name);
    }
    const combinations = factors.reduce((product, { rows }) => product * rows.length, 1);
    if (combinations > (plan.where.length > 0 ? COMBINATIONS_MAX : POINTS_MAX))
      throw new UnitError(`a design of ${combinations} points`, `at most ${POINTS_MAX}`);
    this.#kept =
      plan.where.length === 0
        ? null
        : this.#satisfying(plan.where, combinations, new KnownFormulas(variants, own, this.parameters));
    this.size = this.#kept?.length ?? combinations;
    if (this.size > POINTS_MAX) throw new UnitError(`a design of ${this.size} points`, `at most ${POINTS_MAX}`);
  }

  /** The values at a point, counted from 0. */
  point(index: number): Assignment[] {
    return this.#combination(this.#kept?.[index] ?? index);
  }

  /** The values that a parameter takes, in their order; those of a sampled parameter as they come. */
  levels(name: string): string[] {
    for (const { parameters, rows } of this.#factors) {
      const column = parameters.findIndex((parameter) => parameter.name === name);
      if (column >= 0) return [...new Set(rows.map((row) => row[column]!))];
    }
    return [];
  }

  #combination(number: number): Assignment[] {
    const assignments: Assignment[][] = [];
    let rest = number;
    for (let i = this.#factors.length - 1; i >= 0; i--) {
      const { parameters, rows } = this.#factors[i]!;
      const row = rows[rest % rows.length]!;
      rest = Math.floor(rest / rows.length);
      assignments.unshift(
        parameters.map((parameter, column) => {
          const value = row[column]!;
          return { ...parameter, value, written: writtenFor(parameter.name, value) };
        }),
      );
    }
    return assignments.flat();
  }

  #satisfying(where: readonly string[], combinations: number, formulas: KnownFormulas): Uint32Array {
    const names = this.parameters.map(({ name }) => name);
    const constraints = where.map((text) => inside(text, () => parseConstraint(text, names, formulas.names)));
    const kept: number[] = [];
    for (let number = 0; number < combinations; number++) {
      const point = this.#combination(number);
      const values = new Map([...point.map(({ name, written }) => [name, written] as const), ...formulas.at(point)]);
      if (constraints.every((holds) => holds(values))) kept.push(number);
    }
    if (kept.length === 0)
      throw new UnitError(`no point with ${where.join(" and ")}`, "constraints that some point satisfies", [
        where.at(-1)!,
      ]);
    return Uint32Array.from(kept);
  }
}

function factorsOf(plan: DesignPlan, seed: number): Factor[] {
  const axes = plan.vary.map(parseAxis);
  const table: Factor[] = plan.table === null ? [] : [factorOfTable(plan.table)];
  if (plan.sampling !== null) {
    const [first] = plan.zip;
    if (first)
      throw new UnitError(
        `the zip ${first.join(",")} in a sampled design`,
        "a zip only where all combinations are taken",
      );
    if (axes.length === 0) throw new UnitError("nothing to sample", "at least one --vary");
    const { method, size } = plan.sampling;
    if (!(Number.isInteger(size) && size >= 1 && size <= POINTS_MAX))
      throw new UnitError(`a ${method} design of ${size} points`, `from 1 to ${POINTS_MAX} points`);
    return [...table, { parameters: axes.map(parameterOf), rows: samplePoints(axes, plan.sampling, seed) }];
  }
  const open = axes.find(({ kind }) => kind === "interval");
  if (open)
    throw new UnitError(`${open.name} between two bounds, without a step`, "a step behind them, or a sampled design");
  return [...table, ...zipped(axes as Listed[], plan.zip)];
}

const parameterOf = ({ name, path }: Axis): Parameter => ({ name, path });

function factorOfTable(text: string): Factor {
  const { names, rows } = parsePointTable(text);
  return { parameters: names.map(parameterNamed), rows };
}

/** Lists by themselves, and those that go together as one factor in the place of the first of them. */
function zipped(axes: readonly Listed[], zips: readonly (readonly string[])[]): Factor[] {
  const groupOf = new Map<Listed, readonly Listed[]>();
  for (const names of zips) {
    const group = names.map((name) => {
      const axis = axes.find((candidate) => candidate.name === name);
      if (!axis)
        throw new UnitError(`${quoted(name)} in a zip`, `what is varied: ${axes.map((one) => one.name).join(", ")}`);
      if (groupOf.has(axis)) throw new UnitError(`${quoted(name)} in two zips`, "each parameter in one");
      return axis;
    });
    const lengths = new Set(group.map(({ values }) => values.length));
    if (lengths.size > 1)
      throw new UnitError(
        `a zip of lists of ${group.map(({ values }) => values.length).join(" and ")} values`,
        "lists of equal length",
      );
    for (const axis of group) groupOf.set(axis, group);
  }
  return axes.flatMap((axis): Factor[] => {
    const group = groupOf.get(axis) ?? [axis];
    if (group[0] !== axis) return [];
    const rows = axis.values.map((_, i) => group.map(({ values }) => values[i]!));
    return [{ parameters: group.map(parameterOf), rows }];
  });
}
