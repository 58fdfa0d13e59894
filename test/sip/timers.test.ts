import { expect, test } from "vitest";
import { RFC3261, sendingInstants, timerA, timerE, timerG, transactionTimeout } from "../../src/sip/timers.ts";

test("INVITE over UDP goes out seven times and is given up after 32 s (RFC 3261 §17.1.1.2)", () => {
  expect(sendingInstants(RFC3261, timerA)).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
  expect(transactionTimeout(RFC3261)).toBe(32);
});

test("other requests go out at 500 ms, 1 s, 2 s and then every 4 s (RFC 3261 §17.1.2.2)", () => {
  const instants = [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5];
  expect(sendingInstants(RFC3261, timerE)).toEqual(instants);
  expect(timerG).toBe(timerE); // §17.2.1 and §13.3.1.4 have the same pattern
});
