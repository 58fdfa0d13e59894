import type { Assessment } from "../../availability/assessment.ts";
import type { CallAvailability } from "../../availability/call-availability.ts";
import {
  agreementTable,
  budgetTable,
  callTable,
  defectsTable,
  importanceTable,
  tornadoTable,
} from "../../report/document/availability-tables.ts";
import { availabilityAnswer, ninesText, uncertaintyWords } from "../../report/document/availability-words.ts";
import type { Said } from "../../report/json/documents.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import { jsonRows, type Table } from "../../report/table/table.ts";
import { styled } from "../../report/terminal.ts";
import { formatNumber } from "../../units/number.ts";
import { judgementLines } from "../judgements.ts";
import { judgedMeasures } from "./availability-expectations.ts";
import type { AvailabilityFindings } from "./availability-findings.ts";
import { firstSets, importanceJson } from "./availability-tree.ts";
import { outageJson, outageText } from "./outage-json.ts";
import { transientJson, transientText } from "./transient-option.ts";

const YEAR = 365 * 86_400;

/** Lines of the downtime budget, the outages by the year. */
const budgetOf = ({ chain, unavailability }: Assessment) =>
  budgetTable(
    typeof chain === "string" ? [] : chain.budget.map((line) => ({ ...line, outagesPerYear: line.frequency * YEAR })),
    unavailability,
  );

/** The tables of an analysis by the names of their files. */
export function assessmentTables({
  assessment,
  call,
  defects,
  agreement,
  sensitivity,
}: AvailabilityFindings): Record<string, Table> {
  const { chain, structure } = assessment;
  return {
    ...(typeof chain === "string" ? {} : { budget: budgetOf(assessment) }),
    ...(typeof call === "string" ? {} : { calls: callTable(call) }),
    ...(defects === undefined ? {} : { outages: defectsTable(defects) }),
    importance: importanceTable(structure.importance, structure.importance.length),
    agreement: agreementTable(agreement, true),
    ...(sensitivity && { sensitivity: tornadoTable(sensitivity.tornado) }),
  };
}

const callJson = ({ messages: _, ...call }: CallAvailability) => call;

/** What `availability FILE --json` prints. */
export function assessmentJson(findings: AvailabilityFindings): Omit<Said<"availability">, "warnings"> {
  const { assessment, agreement, simulation, call, defects, target, transient, sensitivity } = findings;
  const { service, structure, chain, outage, unavailability } = assessment;
  return {
    title: service.title,
    assumed: service.assumed,
    ...(outage === undefined
      ? { availability: 1 - unavailability, unavailability, nines: -Math.log10(unavailability) }
      : outageJson(outage)),
    ...(typeof chain === "string"
      ? {}
      : { meanTimeToFailureHours: chain.meanTimeToFirstFailure / 3600, capacityMean: chain.capacityMean }),
    ...(transient === undefined ? {} : transientJson(transient.time, transient.answer)),
    ...(target === undefined ? {} : { target, meetsTarget: unavailability <= target }),
    singlePointsOfFailure: structure.singlePoints,
    minimalCutSetCount: structure.cutSets.count,
    minimalCutSets: firstSets(structure.cutSets),
    rareEventSum: structure.rareEventSum,
    importance: importanceJson(structure.importance),
    chain:
      typeof chain === "string"
        ? { states: null, transitions: null, residual: null, because: chain }
        : { states: chain.states, transitions: chain.transitions, residual: chain.residual, method: chain.method },
    budget: jsonRows(budgetOf(assessment)),
    call: typeof call === "string" ? null : callJson(call),
    ...(typeof call === "string" ? { callUnknown: call } : {}),
    ...(findings.dropped.length > 0 ? { droppedCalls: findings.dropped } : {}),
    dpm: defects ?? null,
    messageLevel: typeof call === "string" ? null : (call.messages ?? null),
    agreement,
    ...(findings.notPlayed === undefined ? {} : { notPlayed: findings.notPlayed }),
    simulation: simulation ?? null,
    expectations: judgedMeasures(findings).map(({ expectation, mean, verdict }) => ({
      ...expectation,
      value: mean,
      verdict,
    })),
    ...(sensitivity === undefined ? {} : { sensitivity }),
  };
}

/** What `availability FILE` shows. */
export function renderAssessment(findings: AvailabilityFindings, colour: boolean): string {
  const { assessment, agreement, simulation, call, defects, target, transient, sensitivity } = findings;
  const { service, structure, chain, outage, unavailability } = assessment;
  const bold = (text: string): string => styled(text, "bold", colour);
  const parts = [
    `${bold(service.title)}\n${service.assumed.map((sentence) => `${styled("assumed", "yellow", colour)} ${sentence}\n`).join("")}`,
    outage === undefined ? `unavailability ${unavailability.toPrecision(8)}\n` : outageText(outage, colour),
    transient === undefined ? "" : transientText(transient.time, transient.answer),
    target === undefined
      ? ""
      : unavailability <= target
        ? `${styled("✓", "green", colour)} meets the target of ${ninesText(target)}\n`
        : `${styled("✗", "red", colour)} misses the target of ${ninesText(target)}\n`,
    structure.singlePoints.length === 0
      ? "No single point of failure.\n"
      : structure.singlePoints.map(({ sentence }) => `${sentence}\n`).join(""),
    `${structure.cutSets.count} minimal cut ${structure.cutSets.count === 1 ? "set" : "sets; smallest"}: ${firstSets(
      structure.cutSets,
      5,
    )
      .map((set) => `{${set.join(", ")}}`)
      .join(" ")}\n`,
    onTerminal(importanceTable(structure.importance, 8), colour),
    typeof chain === "string"
      ? `${chain}\n`
      : `Chain: ${chain.states} states, ${chain.transitions} transitions, solved by ${chain.method}, residual ${chain.residual.toExponential(1)}.\n\n${onTerminal(budgetOf(assessment), colour)}`,
    typeof call === "string" && service.scenario === undefined
      ? ""
      : typeof call === "string"
        ? `What a caller sees is not known: ${call}\n`
        : onTerminal(callTable(call), colour),
    findings.dropped.map(droppedText).join(""),
    defects === undefined ? "" : onTerminal(defectsTable(defects), colour),
    onTerminal(agreementTable(agreement, false), colour),
    findings.notPlayed === undefined ? "" : `Not played message by message: ${findings.notPlayed}\n`,
    simulation === undefined ? "" : `Simulation (${simulation.method}): ${simulation.because} ${simulation.sentence}\n`,
    sensitivity === undefined ? "" : sensitivityText(sensitivity, colour),
    judgementLines(judgedMeasures(findings), colour, "is not known"),
    `${availabilityAnswer({
      title: service.title,
      unavailability,
      target,
      singlePointsOfFailure: structure.singlePoints,
      budget: typeof chain === "string" ? [] : chain.budget,
      call: typeof call === "string" ? undefined : call,
    })}\n`,
  ];
  return `${parts.filter((part) => part !== "").join("\n")}`;
}

const droppedText = ({ group, perYear, perDeath }: AvailabilityFindings["dropped"][number]): string =>
  `Calls dropped in progress: ${formatNumber(perYear)} a year (${group}; ${formatNumber(perDeath)} by the death of a node that serves while others of its tier live).\n`;

const sensitivityText = (
  { tornado, uncertainty }: NonNullable<AvailabilityFindings["sensitivity"]>,
  colour: boolean,
): string => `${onTerminal(tornadoTable(tornado), colour)}${uncertaintyWords(uncertainty).join("\n")}\n`;
