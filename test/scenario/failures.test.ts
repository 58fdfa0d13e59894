/** The section `failures`: one description for runs and for the analyzer, which nothing else may contradict. */
import { describe, expect, test } from "vitest";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { Refused } from "../../src/units/refused.ts";

const service = (rest: string, standby = "") => `
format: 2
title: Classes
architecture:
  tiers:
    proxies: { role: proxy, service: { each: 1 ms }, active: [proxy-1, proxy-2]${standby} }
    database: { role: database, workers: 4, active: [db-1] }
  addresses:
    one: { tier: proxies, owner: proxy-1 }
    two: { tier: proxies, owner: proxy-2 }
  bindings: { database: { tier: database, timeout: 500 ms } }
  needs: { allOf: [{ anyOf: [proxy-1, proxy-2] }, db-1] }
traffic: { registration: { expires: 60 s, refresh: 30 s }, calls: { rate: 1/s, duration: 10 s } }
${rest}`;

const read = (rest: string) => {
  const { scenario, problems } = parseScenario(service(rest), "classes.yaml");
  return {
    scenario: scenario!,
    said: (problems ?? []).map(({ path, found, expected }) => `${path}: ${found}; ${expected}`),
  };
};
const unavailability = (rest: string): number => {
  const { scenario, said } = read(rest);
  expect(said).toEqual([]);
  return serviceAvailability(studiedScenario(scenario).model!).outage.unavailability;
};

const CRASH = `
  classes:
    crash: { strikes: [proxies, database], timeToFailure: { exponential: 1500 h }, recovery: [{ repair: { exponential: 72 h } }] }`;

describe("the analyzer", () => {
  test("lifetimes are a shorthand: the same to the digit", () => {
    const lifetimes = "lifetimes: { timeToFailure: { exponential: 1500 h }, timeToRepair: { exponential: 72 h } }";
    expect(unavailability(`failures:${CRASH}`)).toBe(unavailability(`availability: { ${lifetimes} }`));
    const crew = CRASH.replace("72 h } }", "72 h }, crew: people }");
    expect(unavailability(`failures:\n  crews: { people: { size: 1 } }\n  commonCause: 10 %${crew}`)).toBe(
      unavailability(`availability: { ${lifetimes}, crew: { size: 1 }, commonCause: 10 % }`),
    );
  });

  test("classes compete, and recoveries escalate: A = 1 / (1 + Σ λ·m) of the only database", () => {
    const classes = `failures:
  classes:
    never: { strikes: proxies, timeToFailure: { exponential: 1000000000 h }, recovery: [{ restart: 1 us }] }
    crash:
      strikes: database
      timeToFailure: { exponential: 100 h }
      recovery: [{ restart: 1 h, succeeds: 90 % }, { reboot: 2 h, succeeds: 50 % }, { repair: 30 h }]
    disk:
      strikes: database
      timeToFailure: { exponential: 1000 h }
      recovery: [{ repair: 8 h, travel: 2 h, spares: { inStock: 75 %, delivery: 40 h } }]`;
    const loss = (1 + 0.1 * (2 + 0.5 * 30)) / 100 + (8 + 2 + 0.25 * 40) / 1000;
    expect(unavailability(classes)).toBeCloseTo(loss / (1 + loss), 12);
  });

  test("weekdays from 8 to 18: a repair waits 13.77 h on average, (4·14² + 62²) h / (2·168)", () => {
    const classes = `failures:
  crews: { people: { size: 1, hours: { from: 8 h, to: 18 h } } }
  classes:
    never: { strikes: proxies, timeToFailure: { exponential: 1000000000 h }, recovery: [{ restart: 1 us }] }
    disk: { strikes: database, timeToFailure: { exponential: 1000 h }, recovery: [{ repair: 4 h, crew: people }] }`;
    const loss = (4 + (4 * 14 ** 2 + 62 ** 2) / (2 * 168)) / 1000;
    expect(unavailability(classes)).toBeCloseTo(loss / (1 + loss), 10);
  });

  test("what stages leave out of a law is said, and what has no stages", () => {
    const { scenario } = read(`failures:
  classes:
    leak: { strikes: proxies, kind: process, timeToFailure: { weibull: { shape: 3, mean: 30 d } }, recovery: [{ restart: 1 min }] }
    disk: { strikes: database, timeToFailure: { weibull: { shape: 2, mean: 5 y } }, recovery: [{ repair: 1 d }] }
    bug: { strikes: database, kind: process, timeToFailure: { exponential: 9 d }, recovery: [{ restart: 1 min }] }`);
    const [stages, exponential, ...others] = studiedScenario(scenario).assumed;
    expect(stages).toMatch(
      /^Of proxies the time to failure is taken in 8 exponential stages: .* off by 0\.039 at most/,
    );
    expect(exponential).toMatch(/^Times to failure of disk are taken as exponential/);
    expect(others).toEqual([]);
  });

  test("racks: nodes that fail together are told from those that do not", () => {
    // Each rack fails every 400 h and takes its proxy along, the first one the database too; nothing else does.
    const racks = `failures:
  classes:
    power:
      together: { left: [proxy-1, db-1], right: [proxy-2] }
      timeToFailure: { exponential: 400 h }
      recovery: [{ repair: { exponential: 10 h } }]`;
    const { scenario } = read(racks);
    const { groups, shocks } = studiedScenario(scenario).model!;
    expect(groups.map(({ name }) => name)).toEqual(["proxies (proxy-1)", "proxies (proxy-2)", "database"]);
    expect(shocks).toEqual([{ name: "power of left", every: 400 * 3600, groups: ["proxies (proxy-1)", "database"] }]);
    // The database alone decides but for what is left when it is up: proxy-1 and proxy-2 both down.
    const [s, m] = [1 / 400, 1 / 10];
    const right = s / (s + m);
    // Of db-1 and proxy-1: both up, both down, db-1 back first, proxy-1 back first; a rack that fails strikes whoever is up.
    const one = s / m; // each of the two states in which one of them is back, from the balance of "both up"
    const states = { both: 1, down: (s + one * s) / (2 * m), dbBack: one / 2, proxyBack: one / 2 };
    const total = states.both + states.down + states.dbBack + states.proxyBack;
    const up = (states.both + states.dbBack * (1 - right)) / total;
    expect(unavailability(racks)).toBeCloseTo(1 - up, 12);
  });

  test("unlike nodes in a tier with standbys are refused, with what runs know", () => {
    const text = service(
      `failures:
  classes:
    power: { together: { left: [proxy-1, db-1], right: [proxy-2, proxy-3] }, timeToFailure: 400 h, recovery: [{ repair: 10 h }] }`,
      ", standby: [proxy-3]",
    ).replace(
      "bindings:",
      "watches: { w: { tier: proxies, by: proxies, detector: { heartbeat: { interval: 1 s, misses: 3 } }, takeover: {} } }\n  bindings:",
    );
    const { scenario, problems } = parseScenario(text, "classes.yaml");
    expect(problems).toBeUndefined();
    expect(() => studiedScenario(scenario!)).toThrow(Refused);
    expect(() => studiedScenario(scenario!)).toThrow(
      /different causes strike, proxy-1 and proxy-2, in a tier with standbys/,
    );
  });
});

describe("a line of chance", () => {
  test("tells the analyzer what the file says nowhere else: the machine repairman by hand", () => {
    const line =
      "chance: [proxies, database], timeToFailure: { exponential: 100 s }, timeToRepair: { exponential: 20 s }";
    const { scenario } = read(`faults: [{ ${line}, crews: 1, commonCause: 10 % }]`);
    const { model, assumed, settings } = studiedScenario(scenario);
    expect(model!.groups.map(({ mttf, repair, commonCause }) => [mttf, repair.mean, commonCause])).toEqual([
      [100, 20, 0.1],
      [100, 20, undefined],
    ]);
    expect(model!.crews.map(({ size }) => size)).toEqual([1]);
    expect([assumed, settings.standby]).toEqual([[], 1]);
    expect(studiedScenario(read(`faults: [{ ${line}, standby: cold }]`).scenario).settings.standby).toBe(0);
    // Three nodes and one repairman, ρ = 20/100: k are dead with a weight of 3!/(3 − k)! ρᵏ, and the one that lives alone is not enough.
    const plain = studiedScenario(read(`faults: [{ ${line}, crews: 1 }]`).scenario);
    const [rho, states] = [0.2, [1, 3, 6, 6]];
    const weights = states.map((ways, dead) => ways * rho ** dead);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    // One that is dead is a proxy in two of three cases.
    const up = (weights[0]! + (2 / 3) * weights[1]!) / total;
    expect(serviceAvailability(plain.model!).outage.unavailability).toBeCloseTo(1 - up, 9);
  });

  test("and other lifetimes, crews, standbys, coverage or common causes in the same file are refused, each by its place", () => {
    const lifetimes = "lifetimes: { timeToFailure: 1500 h, timeToRepair: 72 h }";
    const beside = (line: string, settings: string) =>
      read(`faults: [{ chance: proxies, ${line} }]\navailability: { ${lifetimes}, ${settings} }`).said.map(
        (one) => one.split(": ")[0],
      );
    for (const [key, here, same, other] of [
      ["timeToFailure", "1 h", "", ""],
      ["timeToRepair", "1 min", "", ""],
      ["crews", "2", "crew: { size: 2 }", "crew: { size: 1 }"],
      ["standby", "cold", "standby: cold", "standby: warm"],
      ["commonCause", "10 %", "commonCause: 0.1", "commonCause: 0.2"],
      [
        "coverage",
        "{ probability: 0.9, manualRecovery: 1 h }",
        "coverage: { probability: 0.9, manualRecovery: 60 min }",
        "coverage: { probability: 0.9, manualRecovery: 2 h }",
      ],
    ] as const) {
      expect(beside(`${key}: ${here}`, other || "standby: hot")).toEqual([`faults.0.${key}`]);
      if (same !== "") expect(beside(`${key}: ${here}`, same)).toEqual([]);
    }
    expect(beside("timeToFailure: 1500 h, timeToRepair: 72 h", "standby: hot")).toEqual([]);
  });
});

describe("what is refused", () => {
  test("a file that says it twice, with what to delete", () => {
    const { said } = read(`faults: [{ chance: proxies, timeToFailure: 1 h, timeToRepair: 1 min }]
failures:${CRASH}
availability: { lifetimes: { timeToFailure: 1500 h, timeToRepair: 72 h }, crew: { size: 1 }, standby: hot, coverage: { probability: 0.9, manualRecovery: 1 h }, commonCause: 0.1, maintenance: { every: 30 d, duration: 1 h } }`);
    expect(said.map((one) => one.split(";")[0])).toEqual([
      "faults.0: a line of chance beside failures",
      "availability.lifetimes: availability.lifetimes beside failures",
      "availability.crew: availability.crew beside failures",
      "availability.standby: availability.standby beside failures",
      "availability.coverage: availability.coverage beside failures",
      "availability.commonCause: availability.commonCause beside failures",
      "availability.maintenance: availability.maintenance beside failures",
    ]);
    for (const one of said) expect(one).toContain("it to be deleted");
  });

  test.each([
    [
      "strikes: nobody, timeToFailure: 1 h, recovery: [{ repair: 1 h }]",
      /strikes: a node, tier, host or site "nobody"/,
    ],
    ["timeToFailure: 1 h, recovery: [{ repair: 1 h }]", /a class that strikes nothing/],
    ["strikes: proxies, timeToFailure: 1 h, recovery: [{ restart: 1 s, succeeds: 90 % }]", /a last step that may fail/],
    [
      "strikes: proxies, timeToFailure: 1 h, recovery: [{ restart: 1 s }, { repair: 1 h }]",
      /a step after which none is needed/,
    ],
    ["strikes: proxies, timeToFailure: 1 h, recovery: [{ repair: 1 h, crew: nobody }]", /the crew "nobody"/],
    ["strikes: proxies, timeToFailure: 1 h, recovery: [{ reboot: 1 min, travel: 1 h }]", /travel of a reboot/],
    ["strikes: proxies, timeToFailure: 1 h, recovery: [{ passes: 1 s }]", /passes of what is dead/],
    [
      "strikes: proxies, kind: freeze, timeToFailure: 1 h, recovery: [{ restart: 1 s }]",
      /restart of a machine that is frozen; passes, reboot or repair/,
    ],
    [
      "strikes: proxies, kind: hang, timeToFailure: 1 h, recovery: [{ restart: 1 s, succeeds: 0.5 }, { passes: 1 s }]",
      /passes behind other steps/,
    ],
    [
      "together: { a: proxies, b: [proxy-1] }, timeToFailure: 1 h, recovery: [{ repair: 1 h }]",
      /proxy-1 in two groups/,
    ],
    [
      "strikes: proxies, timeToFailure: 1 h, recovery: [{ repair: 1 h }] } }, crews: { people: { hours: { from: 18 h, to: 8 h }",
      /hours from 18 h to 8 h/,
    ],
  ])("%s", (one, said) => {
    expect(read(`failures: { classes: { one: { ${one} } } }`).said.join("\n")).toMatch(said);
  });
});
