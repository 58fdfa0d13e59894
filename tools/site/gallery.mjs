// The gallery: shipped scenarios, by what happens in them.
import { posix } from "node:path";

const isOfThesis = ({ source }) => source.startsWith("scenarios/thesis/");
const isOfTestbed = ({ source }) => source.startsWith("scenarios/testbed/");
/** The first line of a fault script that does one of these. */
const does =
  (...words) =>
  ({ scenario }) =>
    (scenario.faults ?? []).some((line) => words.some((word) => word in line));
const dies = does("kill");
/** A preset's own scenario bears its name. */
const isOfPreset = (page) => page.scenario.architecture?.preset === posix.basename(page.source, ".yaml");
const comesBack = ({ scenario }) => scenario.faults.some((line) => "kill" in line && "for" in line);

/** A scenario stands in the first group that it belongs to. */
const GROUPS = [
  ["Of the thesis", isOfThesis],
  ["Of the testbed", isOfTestbed],
  ["A server dies: each design", (page) => dies(page) && isOfPreset(page)],
  ["The network breaks", does("cut", "degrade", "partition", "loseArp")],
  ["A server hangs or slows down", does("hang", "freeze", "slow")],
  ["A server dies and comes back", (page) => dies(page) && comesBack(page)],
  ["A server dies", dies],
  ["Planned work", (page) => does("upgrade")(page) || page.scenario.plan !== undefined],
  [
    "Years: failures by chance, and nines",
    ({ scenario }) => scenario.traffic === undefined || does("chance")({ scenario }),
  ],
  ["Nothing breaks: traffic and queues", () => true],
];
/** In which order they are shown: what most people come for first. */
const ORDER = [2, 6, 5, 4, 3, 7, 8, 9, 0, 1];

/** The scenarios in their groups: titles, and the files' paths. */
export function groupsOfScenarios(pages) {
  const scenarios = pages.filter(({ scenario }) => scenario !== undefined);
  const groupOf = new Map(scenarios.map((page) => [page, GROUPS.find(([, belongs]) => belongs(page))]));
  return ORDER.map((index) => {
    const group = GROUPS[index];
    return [group[0], scenarios.filter((page) => groupOf.get(page) === group).map(({ source }) => source)];
  });
}
