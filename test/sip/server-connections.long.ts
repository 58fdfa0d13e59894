/** Whatever befalls servers with connections among themselves: once all is mended, every call gets through, and none is left behind. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { deterministic, exponential } from "../../src/distributions/description.ts";
import type { Fault } from "../../src/faults/description.ts";
import { CallState, type Cause, causeIndex } from "../../src/sip/calls.ts";
import { calls, kill, poisson, scenario, worldOf } from "../architecture/fixture.ts";
import { sbcPair } from "./back-to-back.ts";
import { over } from "./connections.ts";
import { dispatched } from "./dispatched.ts";

const when = { at: fc.double({ min: 1, max: 9, noNaN: true }), lasting: fc.constantFrom(0.05, 0.3, 1, 3) };
const faultsOf = (nodes: readonly string[]): fc.Arbitrary<Fault[]> => {
  const node = fc.constantFrom(...nodes);
  const kinds = fc.constantFrom("host" as const, "process" as const, "link" as const);
  const one = fc.oneof(
    fc.record({ node, kinds, ...when }).map((f): Fault => ({ ...kill(f.node, f.at, f.kinds), for: f.lasting })),
    fc.record({ node, ...when }).map((f): Fault => ({ verb: "hang", at: f.at, hang: f.node, for: f.lasting })),
    fc
      .record({ ends: fc.uniqueArray(node, { minLength: 2, maxLength: 2 }), ...when })
      .map(({ ends: [a, b], ...f }): Fault => ({ verb: "cut", at: f.at, cut: [a!, b!], for: f.lasting })),
  );
  return fc
    .array(one, { minLength: 1, maxLength: 4 })
    .map((all) => all.sort((x, y) => Number("at" in x && x.at) - Number("at" in y && y.at)));
};

const common = { transport: fc.constantFrom("tcp" as const, "tls" as const), isStateful: fc.boolean() };
const pairs = fc
  .record({ ...common, keepAlive: fc.boolean(), faults: faultsOf(["S1", "S2", "R1", "R2"]) })
  .map(({ transport, isStateful, keepAlive, faults }) => ({
    service: over(sbcPair(isStateful), transport, keepAlive ? { keepAlive: { interval: 2, timeout: 1 } } : {}),
    faults,
  }));
const directed = fc
  .record({ ...common, probation: fc.constantFrom(0, 1), faults: faultsOf(["D1", "P1", "P2"]) })
  .map(({ transport, isStateful, probation, faults }) => ({
    service: over(dispatched({ after: deterministic(0.5), probation }, { isStateful }), transport),
    faults,
  }));

// A registrar that starts again while nobody can be asked has lost its bindings, whatever the transport.
const forgiven: readonly Cause[] = ["bindingMissing"];

test("once all is mended, every call gets through", () => {
  fc.assert(
    fc.property(fc.oneof(pairs, directed), fc.nat(1000), fc.boolean(), (story, replication, recordRoute) => {
      const talk = { ring: exponential(0.2), hold: exponential(1), patience: deterministic(40) };
      const world = worldOf(
        scenario(story.service, {
          traffic: { calls: calls(poisson(5, { duration: 70 }), talk), retransmission: true, recordRoute },
          faults: story.faults,
        }),
      );
      world.start(replication);
      world.engine.run(200);
      const { created, startedAt, state, blame } = world.calls;
      const late = Array.from({ length: created }, (_, call) => call).filter(
        (call) => startedAt[call]! > 50 && !forgiven.some((cause) => causeIndex(cause) === blame[call]),
      );
      expect(late.filter((call) => state[call] !== CallState.SUCCESSFUL)).toEqual([]);
      expect(world.calls.open).toBe(0);
      world.calls.audit();
    }),
    { numRuns: 150 },
  );
}, 300_000);
