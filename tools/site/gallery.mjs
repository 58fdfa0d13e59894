// The gallery: shipped scenarios, by what happens in them.
import { posix } from "node:path";

const isOfThesis = ({ source }) => source.startsWith("scenarios/thesis/");
const isOfTestbed = ({ source }) => source.startsWith("scenarios/testbed/");
/** Whether a line of its fault script does one of these. */
const does =
  (...words) =>
  ({ scenario }) =>
    (scenario.faults ?? []).some((line) => words.some((word) => word in line));
const dies = does("kill");
/** Without callers there is the chain alone. */
const isAboutYears = ({ scenario }) => scenario.traffic === undefined;
/** A preset's own scenario bears its name. */
const isOfPreset = (page) => page.scenario.architecture?.preset === posix.basename(page.source, ".yaml");
const comesBack = ({ scenario }) => scenario.faults.some((line) => "kill" in line && "for" in line);

/** A scenario stands in the first group that it belongs to; groups are shown by their place, what most people come for first. */
const GROUPS = [
  { title: "Of the thesis", place: 8, has: isOfThesis },
  { title: "Of the testbed", place: 9, has: isOfTestbed },
  { title: "A server dies: each design", place: 0, has: (page) => dies(page) && isOfPreset(page) },
  { title: "The network breaks", place: 4, has: does("cut", "degrade", "partition", "loseArp") },
  { title: "A server hangs or slows down", place: 3, has: does("hang", "freeze", "slow") },
  { title: "A server dies and comes back", place: 2, has: (page) => dies(page) && comesBack(page) },
  { title: "A server dies", place: 1, has: dies },
  { title: "Planned work", place: 5, has: (page) => does("upgrade")(page) || page.scenario.plan !== undefined },
  {
    title: "Years: failures by chance, and nines",
    place: 6,
    has: (page) => does("chance")(page) || isAboutYears(page),
  },
  { title: "Nothing breaks: traffic and queues", place: 7, has: () => true },
];

/** The scenarios in their groups: titles, and the files' paths. */
export function groupsOfScenarios(pages) {
  const scenarios = pages.filter(({ scenario }) => scenario !== undefined);
  const groupOf = new Map(scenarios.map((page) => [page, GROUPS.find(({ has }) => has(page))]));
  return GROUPS.toSorted((a, b) => a.place - b.place).map((group) => [
    group.title,
    scenarios.filter((page) => groupOf.get(page) === group).map(({ source }) => source),
  ]);
}
