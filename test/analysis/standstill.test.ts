/** Nodes that hang or are frozen in the chain, against formulas by hand. */
import { describe, expect, test } from "vitest";
import { modelOfArchitecture } from "../../src/analysis/architecture-model.ts";
import { faultStructure } from "../../src/analysis/fault-structure.ts";
import { overUnnoticed } from "../../src/analysis/hearing.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { simulateAvailability } from "../../src/availability/simulated-availability.ts";
import type { Detector } from "../../src/detectors/description.ts";
import { exponential } from "../../src/distributions/description.ts";
import type { FailureClass, Failures } from "../../src/faults/classes.ts";
import type { RecoveryStep } from "../../src/faults/recovery.ts";
import { heartbeat, standbyGroup, totem } from "../architecture/fixture.ts";

const strikes = ["A", "S1"];
const classOf = (kind: FailureClass["kind"], mttf: number, ...recovery: RecoveryStep[]): FailureClass => ({
  ...{ name: kind, strikes, together: [], kind, timeToFailure: exponential(mttf), recovery },
});
const repair = (mean: number): RecoveryStep => ({ does: "repair", takes: exponential(mean), succeeds: 1 });
const nobody = { crews: [], standby: 1, commonCause: 0 };

const model = (detector: Detector, ...classes: FailureClass[]) => {
  const failures: Failures = { ...nobody, classes };
  return modelOfArchitecture(standbyGroup(1, 1, { detector, takeover: { select: 0, claim: 0 } }), { failures });
};
const unavailability = (detector: Detector, ...classes: FailureClass[]): number =>
  serviceAvailability(model(detector, ...classes)).outage.unavailability;

describe("a hang", () => {
  test("that nobody hears is not helped by a standby: λ / (λ + μ), as of one server", () => {
    // The address is where it is; whoever else hangs does not matter.
    expect(unavailability(totem(), classOf("hang", 90, repair(10)))).toBeCloseTo(0.1, 12);
  });

  test("that the watch hears is a death, to the digit", () => {
    const hangs = unavailability(heartbeat(), classOf("hang", 90, repair(10)));
    expect(hangs).toBeCloseTo(unavailability(heartbeat(), classOf("host", 90, repair(10))), 14);
    expect(hangs).toBeLessThan(0.02);
  });

  test("beside deaths: the simulation of components, which shares no code with the chain", () => {
    const both = model(totem(), classOf("hang", 90, repair(10)), classOf("host", 200, repair(30)));
    const structure = faultStructure(both.needs, {
      A: { mttf: 62, mttr: 16 },
      S1: { mttf: 62, mttr: 16 },
    });
    const { unavailability: found } = simulateAvailability(both, structure, { seed: 4, relativeErrorMax: 0.02 });
    const chain = serviceAvailability(both).outage.unavailability;
    expect(chain).toBeGreaterThan(found!.low);
    expect(chain).toBeLessThan(found!.high);
  });
});

describe("a freeze", () => {
  test("that is over before it is noticed or not: of an exponential time the parts before and after d", () => {
    const [m, d] = [4, 3];
    const { probability, short, long } = overUnnoticed(exponential(m), { hang: true, notice: d });
    const q = Math.exp(-d / m);
    expect(probability).toBeCloseTo(1 - q, 12);
    expect(short).toBeCloseTo(m - (d * q) / (1 - q), 3);
    expect(long).toBeCloseTo(m + d, 2);
  });

  test("of 50 ms, where the watch takes 300 ms: λ·50 ms, whoever stands by", () => {
    const passes: RecoveryStep = { does: "passes", takes: { kind: "deterministic", value: 0.05 }, succeeds: 1 };
    const found = unavailability(heartbeat(), classOf("freeze", 100, passes));
    expect(found).toBeCloseTo(0.05 / 100.05, 8);
  });

  test("the mean of what is split is that of the whole", () => {
    const passes: RecoveryStep = { does: "passes", takes: exponential(0.4), succeeds: 0.8 };
    const { ways } = model(heartbeat(), classOf("freeze", 100, passes, repair(20))).groups[0]!;
    expect(ways!.map(({ heard }) => heard)).toEqual(["never", "always"]);
    const mean = ways!.reduce(
      (sum, { share, attempts, repair }) =>
        sum + share * (attempts[0] ? attempts[0].time.mean + (1 - attempts[0].succeeds) * repair.mean : repair.mean),
      0,
    );
    expect(mean).toBeCloseTo(0.4 + 0.2 * 20, 2);
  });
});
