import { expect, test } from "vitest";
import type { AgreementRow } from "../../src/availability/agreement.ts";
import { agreementTable } from "../../src/report/document/availability-tables.ts";

const byMessages = (deviation: number): AgreementRow => ({
  method: "message level",
  unavailability: 0.0155,
  against: "chain",
  relativeDifference: -0.42,
  interval: [0.0104, 0.0206],
  deviation,
  isIntended: false,
  sentence: "Most of it from the database.",
});

test("messages that lie two standard errors off the chain say in what; those that lie nearer need no word", () => {
  expect(agreementTable([byMessages(4.5)], false).notes).toEqual(["message level: Most of it from the database."]);
  expect(agreementTable([byMessages(-2.1)], false).notes).toHaveLength(1);
  expect(agreementTable([byMessages(1.9)], false).notes).toEqual([]);
});
