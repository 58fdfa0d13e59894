/** What goes with an exported experiment. */
import { expect, test } from "vitest";
import { exportToSipp } from "../../../src/scenario/sipp/export.ts";
import { calls, kill, paced, poisson, scenario, single } from "../../architecture/fixture.ts";

test("the page of an export says what SIPp does otherwise, and only that", () => {
  const page = (traffic: object) =>
    exportToSipp(scenario(single(), { traffic, faults: [kill("A", 5)] })).get("README.md")!;
  const requests = { arrivals: paced(1, { count: 1 }), access: "weighted" };
  const told = (text: string) =>
    [/arrivals are Poisson/, /\*\*SUBSCRIBE/, /\*\*Redial/, /\*\*Patience/, /`-nr`/].map((one) => one.test(text));
  const plain = { calls: calls(paced(1, { count: 1 })), retransmission: true };
  expect(told(page(plain))).toEqual([false, false, false, false, false]);
  const redial = { probability: 1, delay: { kind: "deterministic", value: 1 }, tries: 1 } as const;
  expect(
    told(
      page({
        calls: calls(poisson(1, { count: 1 }), { callTimeout: 9, redial }),
        subscribe: requests,
        retransmission: false,
      }),
    ),
  ).toEqual([true, true, true, true, true]);
});
