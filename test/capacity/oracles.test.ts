/** The capacity of a service that is a queue of textbooks; others in coverage.long.ts. */
import { expect, test } from "vitest";
import { capacityOf, expectAround, lossOfMM1K, sixVisits, solved } from "./oracles.ts";

test("1 % of the calls lost by a queue of 19", async () => {
  // Of 6 messages each is dropped with probability p, and then those behind it are not sent; a lost 180 or ACK fails no call.
  const found = await capacityOf(sixVisits(1, 19), { loss: 0.01 });
  const p = 1 - 0.99 ** (1 / 4);
  const rho = solved((rho) => lossOfMM1K(rho, 20), p, 0.01, 2);
  const [once, twice, thrice] = [1 - p, (1 - p) ** 2, (1 - p) ** 3];
  expectAround(found, (1000 * rho) / (1 + 2 * once + 2 * twice + thrice));
  expect(found).toMatchObject({ criterion: "loss", limitedBy: "proxies", causes: ["queueOverflow"] });
});
