import { type Document, isMap, isScalar, parseDocument } from "yaml";
import { presetNamed } from "../../architecture/presets.ts";
import { DETECTORS, detectorName } from "../../detectors/description.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatProbability, parseProbability } from "../../units/probability.ts";
import { formatRate } from "../../units/rate.ts";

/** A value of a scenario that a slider can change. */
export interface Adjustable {
  /** Where it stands, as `--set` writes it. */
  readonly path: string;
  /** Under which heading it belongs, and what it is called there. */
  readonly group: string;
  readonly label: string;
  readonly about: string;
  /** Durations in seconds, rates per second; a share is that of users with a transport beside UDP. */
  readonly kind: "duration" | "rate" | "probability" | "count" | { readonly shareOf: string };
  readonly value: number;
  /** As a file would say it. */
  readonly text: string;
  /** From where to where a slider goes; in equal factors, or in equal steps. */
  readonly low: number;
  readonly high: number;
  readonly scale: "log" | "linear";
}

type Kind = "duration" | "rate" | "probability" | "count";

/** How far a slider goes to either side of what the scenario says. */
const FACTOR = 20;

const textOf = (kind: Kind, value: number): string =>
  kind === "duration"
    ? formatDuration(value)
    : kind === "rate"
      ? formatRate(value)
      : kind === "probability"
        ? formatProbability(value)
        : String(value);

/** What of a scenario can be adjusted: what it says by one value, or what has a default that one value can replace. */
export function adjustables(scenario: Scenario, text: string): Adjustable[] {
  const document = parseDocument(text);
  return [
    ...ofTraffic(scenario, document),
    ...ofNetwork(scenario, document),
    ...ofDetectors(scenario, document),
    ...ofRun(scenario, document),
  ];
}

interface Described extends Pick<Adjustable, "path" | "group" | "label" | "about"> {
  readonly kind: Kind;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** With a range around its value, in equal factors; 0 is left of its beginning. */
function ranged(described: Described): Adjustable {
  const { kind, value, low = value / FACTOR, high = value * FACTOR } = described;
  return {
    ...described,
    text: textOf(kind, value),
    low: value > 0 ? Math.min(low, value) : low,
    high: Math.max(high, value),
    scale: "log",
  };
}

/** Whether a path is not written, or written as one value. */
function isPlain(document: Document, path: string): boolean {
  const found = document.getIn(path.split("."), true);
  return found === undefined || isScalar(found);
}

function ofTraffic({ traffic }: Scenario, document: Document): Adjustable[] {
  const found: Adjustable[] = [];
  const { calls } = traffic;
  const group = "Traffic";
  if (calls !== null && calls.arrivals.kind !== "rounds" && isScalar(document.getIn(RATE, true)))
    found.push(
      ranged({
        path: RATE.join("."),
        group,
        label: "Calls",
        about: "Call attempts.",
        kind: "rate",
        value: calls.arrivals.rate,
      }),
    );
  if (calls !== null && calls.hold.kind === "deterministic" && isPlain(document, "traffic.calls.hold")) {
    const { value } = calls.hold;
    const range = value > 0 ? {} : { low: 0.1, high: 600 };
    const about = "From ACK to BYE.";
    found.push(ranged({ path: "traffic.calls.hold", group, label: "Hold", about, kind: "duration", value, ...range }));
  }
  const hold = document.getIn(["traffic", "calls", "hold"], true);
  if (calls !== null && calls.hold.kind === "exponential" && isMap(hold) && isScalar(hold.get("exponential", true)))
    found.push(
      ranged({
        ...{
          path: "traffic.calls.hold.exponential",
          group,
          label: "Mean hold",
          about: "From ACK to BYE, exponential.",
        },
        ...{ kind: "duration", value: calls.hold.mean },
      }),
    );
  const share = transportOf(document);
  if (share !== null) found.push(share);
  return found;
}

const RATE = ["traffic", "calls", "rate"];
const TRANSPORT = ["traffic", "clients", "transport"];

/** Users of UDP and of one other transport. */
function transportOf(document: Document): Adjustable | null {
  const written = document.getIn(TRANSPORT, true);
  let shares: readonly (readonly [string, number])[];
  if (isScalar(written)) shares = [[String(written.value), 1]];
  else if (isMap(written))
    shares = Object.entries(written.toJSON() as Readonly<Record<string, string | number>>).map(
      ([name, share]) => [name, parseProbability(share)] as const,
    );
  else return null;
  const others = shares.filter(([name]) => name !== "udp");
  if (others.length > 1) return null;
  const [other = "tls", value = 0] = others[0] ?? [];
  return {
    ...{ path: TRANSPORT.join("."), group: "Traffic", label: `Users with ${other.toUpperCase()}` },
    ...{ about: "The others use UDP.", kind: { shareOf: other }, value, text: formatProbability(value) },
    ...{ low: 0, high: 1, scale: "linear" },
  };
}

function ofNetwork({ network }: Scenario, document: Document): Adjustable[] {
  const group = "Network";
  const found: Adjustable[] = [];
  if (typeof network.loss === "number" && isPlain(document, "network.loss"))
    found.push({
      ...{ path: "network.loss", group, label: "Loss", about: "Probability that a hop loses a message." },
      ...{ kind: "probability", value: network.loss, text: formatProbability(network.loss) },
      ...{ low: 0, high: Math.max(0.5, network.loss), scale: "linear" },
    });
  const delay = typeof network.delay === "number" ? network.delay : null;
  if (delay !== null && isPlain(document, "network.delay"))
    found.push(
      ranged({
        ...{
          path: "network.delay",
          group,
          label: "Delay",
          about: "One-way delay of a hop.",
          kind: "duration" as const,
        },
        ...{ value: delay, low: Math.min(1e-5, delay || 1e-5), high: Math.max(0.5, delay) },
      }),
    );
  return found;
}

interface Field {
  readonly description?: string;
  readonly $ref?: string;
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Field[];
}

/** Whatever of the detector of each watch is one duration or one whole number. */
function ofDetectors({ architecture }: Scenario, document: Document): Adjustable[] {
  const names = watchesOf(document);
  if (names.length !== architecture.watches.length) return [];
  return architecture.watches.flatMap(({ detector }, i) => {
    const { kind } = detector;
    const fields = DETECTORS[kind].shape.schema["properties"] as Readonly<Record<string, Field>> | undefined;
    return Object.entries(fields ?? {}).flatMap(([key, field]): Adjustable[] => {
      const value = (detector as Readonly<Record<string, unknown>>)[key];
      const path = `architecture.watches.${names[i]!}.detector.${kind}.${key}`;
      if (typeof value !== "number" || !Number.isFinite(value) || !isPlain(document, path)) return [];
      const group = `${names[i]!}: ${detectorName(detector)}`;
      const described = { path, group, label: key, about: field.description ?? "", value };
      const shape = [field, ...(field.anyOf ?? [])].find((one) => one.$ref === DURATION || one.type === "integer");
      if (shape === undefined) return [];
      if (shape.$ref === DURATION) return [ranged({ ...described, kind: "duration", ...(value > 0 ? {} : NO_TIME) })];
      const { minimum = 0, maximum = value * FACTOR } = shape;
      const high = Math.min(maximum, Math.max(10, value * 4));
      return [{ ...described, kind: "count", text: String(value), low: minimum, high, scale: "linear" }];
    });
  });
}

const DURATION = "#/$defs/duration";
const NO_TIME = { low: 1e-3, high: 10 };

/** Names of the watches in their order: those of the preset, then those that the text adds. */
function watchesOf(document: Document): string[] {
  const written = document.getIn(["architecture", "watches"]);
  const own = isMap(written)
    ? written.items.map(({ key, value }) => ({ name: nameOf(key), isTaken: isNothing(value) }))
    : [];
  const preset = presetNamed(String(document.getIn(["architecture", "preset"])));
  if (preset === undefined) return own.map(({ name }) => name);
  const given = Object.entries(preset.parameters).map(([name, parameter]) => {
    const said = document.getIn(["architecture", name]);
    return [name, typeof said === "number" ? said : parameter.default] as const;
  });
  const usual = Object.keys(preset.expand(Object.fromEntries(given)).watches);
  return [...new Set([...usual, ...own.map(({ name }) => name)])].filter(
    (name) => !own.some((one) => one.name === name && one.isTaken),
  );
}

const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key);
const isNothing = (value: unknown): boolean => value === null || (isScalar(value) && value.value === null);

function ofRun({ run, traffic }: Scenario, document: Document): Adjustable[] {
  const group = "Run";
  const duration = ["traffic", "calls", "duration"];
  const arrivals = traffic.calls?.arrivals;
  return [
    ...(arrivals !== undefined && "duration" in arrivals && isScalar(document.getIn(duration, true))
      ? [
          ranged({
            ...{ path: duration.join("."), group, label: "Calls come for", about: "How long calls are begun." },
            ...{ kind: "duration" as const, value: Number(arrivals.duration) },
          }),
        ]
      : []),
    ...(run.horizon !== null
      ? [
          ranged({
            ...{ path: "run.horizon", group, label: "Run ends at", about: "When the run ends, whatever is under way." },
            ...{ kind: "duration" as const, value: run.horizon },
          }),
        ]
      : []),
    {
      ...{ path: "run.seed", group, label: "Seed", about: "Other random numbers.", kind: "count" as const },
      ...{ value: run.seed, text: String(run.seed), low: 0, high: Math.max(100, run.seed), scale: "linear" as const },
    },
  ];
}
