import { PRESETS } from "../architecture/presets.ts";
import { BINDINGS, type BindingsNotation } from "../bindings/description.ts";
import { CONSEQUENCES } from "../consequences/description.ts";
import { DETECTORS, type DetectorNotation } from "../detectors/description.ts";
import type { ArchitectureNotation, WatchNotation } from "../service/notation.ts";
import type { TierNotation } from "../tiers/notation.ts";
import type { Dice } from "./dice.ts";

/** Servers of one kind at most: enough for every rule of succession, few enough to run thousands of worlds. */
const SERVERS = 4;

/** Any preset with any parameters, its timers shortened to tenths of a second, often with another detector and other parts. */
export function randomService(dice: Dice): ArchitectureNotation {
  const preset = dice.pick(...PRESETS);
  const parameters = Object.fromEntries(
    Object.entries(preset.parameters).map(([name, { min, max }]) => [name, dice.whole(min, Math.min(max, SERVERS))]),
  );
  const service = preset.expand(parameters);
  const mayRefuse =
    !hasRelays(service) && Object.values(service.tiers).every(({ next, dialogs }) => next === undefined && !dialogs);
  return {
    ...service,
    tiers: Object.fromEntries(
      Object.entries(service.tiers).map(([name, tier]) => [name, randomTier(tier, mayRefuse, dice)]),
    ),
    watches: Object.fromEntries(
      Object.entries(service.watches).map(([name, watch]) => [name, randomWatch(watch, service, dice)]),
    ),
    directors: randomDirectors(service, dice),
    bindings: randomBindings(service.bindings, dice),
  };
}

/** One policy alone, or with proxies that differ, among directors that share what they find or fail open. */
function randomDirectors(service: ArchitectureNotation, dice: Dice): NonNullable<ArchitectureNotation["directors"]> {
  const policy = dice.pick<"call-id hash" | "round robin" | "consistent hash" | "random">(
    ...(["call-id hash", "round robin", "consistent hash", "random"] as const),
  );
  const proxies = Object.values(service.tiers).flatMap(({ role, active, next }) =>
    role === "proxy" && next === undefined ? active : [],
  );
  if (proxies.length === 0 || dice.happens(0.6)) return policy;
  return {
    policy,
    proxies: { [dice.pick(...proxies)]: { weight: dice.whole(1, 4), priority: dice.whole(0, 1) } },
    noneAlive: dice.pick("refuse", "try all"),
    state: dice.pick("own", "shared"),
    ...(!hasRelays(service) &&
      dice.happens(0.5) && { flows: { idle: "1 s", sources: 4, until: dice.pick("silence", "removal") } }),
  };
}

function randomBindings(written: BindingsNotation, dice: Dice): BindingsNotation {
  if ("usrloc" in written) return BINDINGS.usrloc.drawn(written.usrloc, dice);
  return "memory" in written
    ? BINDINGS.memory.drawn(written.memory, dice)
    : BINDINGS.database.drawn(written.database, dice);
}

/** Whether directors keep transactions, which pass on no announcement of load and know no flows. */
const hasRelays = ({ tiers }: ArchitectureNotation): boolean =>
  Object.values(tiers).some(({ role, transactions }) => role === "director" && transactions !== undefined);

/** @param mayRefuse whether overload control is known where callers aim at its proxies */
function randomTier(tier: TierNotation, mayRefuse: boolean, dice: Dice): TierNotation {
  const nodes = [...tier.active, ...(tier.standby ?? [])];
  const scale = tier.role === "proxy" || tier.role === "database" ? dice.pick(0.2e-3, 1e-3) : 0.1e-3;
  const usual = tier.role === "monitor" ? {} : { service: { each: dice.durations(scale) } };
  return {
    ...tier,
    ...usual,
    workers: dice.whole(1, 3),
    queue: dice.pick<number | "unlimited">(0, 2, 8, 64, "unlimited"),
    ...(dice.happens(0.2) && { speed: { [dice.pick(...nodes)]: 0.5 } }),
    ...(mayRefuse && tier.role === "proxy" && dice.happens(0.2) && { overload: randomOverload(dice) }),
  };
}

function randomOverload(dice: Dice): NonNullable<TierNotation["overload"]> {
  const limits = { queue: dice.whole(0, 8), delay: dice.pick("20 ms", "unlimited"), refusal: "0.1 ms" } as const;
  return dice.happens(0.5)
    ? { ...limits, retryAfter: "300 ms" }
    : { ...limits, control: { algorithm: dice.pick("loss", "rate"), target: 0.5, interval: "100 ms" } };
}

function randomWatch(watch: WatchNotation, service: ArchitectureNotation, dice: Dice): WatchNotation {
  const isElected = Object.entries(DETECTORS).some(
    ([name, { elections }]) => elections !== "none" && name in watch.detector,
  );
  const isPair = isElected || service.tiers[watch.tier]?.active.length === 1;
  const [, written] = Object.entries(CONSEQUENCES).find(([name]) => name in watch)!;
  const consequence = written.drawn(dice);
  const detector = randomDetector(isPair && written.mayElect, dice);
  return { tier: watch.tier, by: watch.by, detector, ...consequence };
}

/** @param isPair whether there is one owner, for whose address an election may decide */
function randomDetector(isPair: boolean, dice: Dice): DetectorNotation {
  const kinds = Object.values(DETECTORS).filter(({ elections }) => isPair || elections === "none");
  return dice.pick(...kinds).drawn(dice);
}
