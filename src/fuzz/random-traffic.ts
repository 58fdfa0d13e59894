import { type Dice, written } from "./dice.ts";

/** A section of a scenario file. */
export type ScenarioSection = Readonly<Record<string, unknown>>;

/** A few users with short timers who do everything that users can do. */
export function randomTraffic(dice: Dice): ScenarioSection {
  const t1 = dice.pick(0.01, 0.05);
  return {
    users: dice.whole(2, 4),
    registration: randomRegistration(dice),
    ...(dice.happens(0.9) && { calls: randomCalls(dice) }),
    ...(dice.happens(0.3) && { options: { rate: "100/s", count: 50 } }),
    ...(dice.happens(0.3) && { subscribe: { rate: "40/s", arrivals: "paced", count: 30, access: "round robin" } }),
    clients: {
      retransmission: dice.happens(0.6),
      t1: written(t1),
      t2: written(8 * t1),
      t4: written(10 * t1),
      recordRoute: dice.happens(0.5),
      ...(dice.happens(0.5) && { nextTarget: { timeout: written(30 * t1), avoid: dice.pick("0 s", "1 s") } }),
    },
  };
}

function randomRegistration(dice: Dice): ScenarioSection {
  return dice.pick<ScenarioSection>(
    {},
    { expires: "1 s" },
    { expires: "1 s", refresh: "400 ms", within: "200 ms" },
    { expires: "60 s", refresh: "700 ms" },
    {
      ...{ expires: "1 s", refresh: "400 ms", within: "200 ms", with: "every address" },
      backOff: { allFailed: "100 ms", someFailed: "200 ms", most: "1 s" },
      avalanche: { at: "500 ms", within: "100 ms" },
    },
  );
}

function randomCalls(dice: Dice): ScenarioSection {
  const count = dice.whole(1, 60);
  const arrivals = dice.pick<ScenarioSection>(
    { rate: dice.pick("20/s", "100/s", "400/s"), arrivals: dice.pick("paced", "poisson"), count },
    { rate: "100/s", start: "300 ms", duration: "500 ms" },
    { rounds: dice.pick(["100 ms"], ["100 ms", "1.2 s"]), spacing: dice.pick("0 s", "20 ms") },
    {
      rate: "100/s",
      duration: "1 s",
      profile: {
        period: "400 ms",
        points: [
          { at: "0 s", share: 1 },
          { at: "200 ms", share: 0 },
        ],
      },
    },
    {
      duration: "1 s",
      states: [
        { rate: "200/s", mean: "100 ms" },
        { rate: "0/s", mean: "100 ms" },
      ],
    },
  );
  return {
    ...arrivals,
    access: dice.pick("weighted", "round robin"),
    openLimit: dice.pick<number | "unlimited">(5, "unlimited"),
    ring: dice.durations(0.05),
    hold: dice.durations(0.2),
    busy: dice.pick(0, 0.3),
    timeout: dice.pick("500 ms", "32 s", "never"),
    ...(dice.happens(0.4) && { patience: dice.durations(0.06) }),
    ...(dice.happens(0.3) && {
      redial: { probability: dice.pick(0.5, 1), delay: dice.durations(0.1), tries: dice.whole(1, 3) },
    }),
  };
}
