import { expect, test } from "vitest";
import type { AgreementRow } from "../../src/availability/agreement.ts";
import { agreementTable, budgetTable, importanceTable } from "../../src/report/document/availability-tables.ts";
import { budgetDesign } from "../../src/report/plot/availability-plots.ts";
import { onTerminal } from "../../src/report/table/on-terminal.ts";
import { jsonRows } from "../../src/report/table/table.ts";

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

test("what is dust beside the whole is told by a note, for programs it is a row", () => {
  const line = (cause: string, unavailability: number) => ({
    cause,
    group: "proxies",
    unavailability,
    outagesPerYear: 1,
  });
  const table = budgetTable([line("several failures", 1e-4), line("coverage", 2e-6), line("takeover", 2e-20)], 1.02e-4);
  const shown = onTerminal(table, false);
  expect(shown).toContain("coverage");
  expect(shown).not.toContain("takeover");
  expect(shown).toContain(
    "One more cause comes to less than a millionth of the whole: the files of --out and --json have them.",
  );
  expect(jsonRows(table).map(({ cause }) => cause)).toEqual(["several failures", "coverage", "takeover"]);
  const budget = budgetDesign("x", [line("several failures", 1e-4), line("takeover", 2e-20)]);
  expect(budget.causes.map(({ cause }) => cause)).toEqual(["several failures: proxies"]);
});

test("components that do not fit are counted", () => {
  const one = (component: string, criticality: number) => ({
    component,
    birnbaum: 0.1,
    criticality,
    fussellVesely: 0.1,
    diagnostic: 0.1,
    riskAchievementWorth: 2,
    riskReductionWorth: 2,
  });
  const shown = onTerminal(importanceTable([one("a", 0.5), one("b", 0.4), one("c", 0.1)], 2), false);
  expect(shown).toContain("Without 1 of 3 components that matter less: importance.csv of --out has all.");
  expect(shown).not.toMatch(/^c /m);
});
