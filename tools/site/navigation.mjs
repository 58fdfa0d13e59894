// The order of the pages, by what a reader wants; a page that stands nowhere here stops the build.
import { groupsOfScenarios } from "./gallery.mjs";

/** What is below a folder, in the order of its files. A folder with an index of its own is led by it. */
const below = (folder) => (pages) =>
  pages
    .map(({ source }) => source)
    .filter((source) => source.startsWith(folder))
    .sort((a, b) => Number(b.endsWith("README.md")) - Number(a.endsWith("README.md")) || (a < b ? -1 : 1));

const howTo = (...jobs) => jobs.map((job) => `docs/how-to-${job}.md`);
const NETWORK = howTo(
  ...["import", "check", "stateful", "dialogs", "databases", "fuzz", "traffic", "connections", "detectors"],
  ...["availability", "capacity", "plan", "trace", "report"],
);
const PAPER = howTo(
  ...["sweep", "formulas", "steady-state", "chart", "calibrate-from-records", "compare", "sipp", "library"],
);
const PIPELINE = howTo("pipeline");
/** A page of a job that is named nowhere comes last of those for a network. */
const HOW_TO = [...NETWORK, ...PAPER, ...PIPELINE];

const SECTIONS = [
  {
    name: "learn",
    title: "Learn",
    about: "From a fresh clone to an architecture of your own, and six questions that are answered by computing.",
    groups: [
      ["Begin", ["README.md", "docs/first-hour.md", "docs/how-to-install.md", "docs/README.md"]],
      ["Notebooks", below("notebooks/")],
    ],
  },
  {
    name: "how-to",
    title: "How to",
    about: "One job a page, for those who run a network, who measure or write a paper, and who keep a pipeline.",
    groups: [
      [
        "Run a network",
        (pages) => [...NETWORK, ...below("docs/how-to-")(pages).filter((page) => !HOW_TO.includes(page))],
      ],
      ["Measure, or write a paper", PAPER],
      ["Keep a pipeline", PIPELINE],
    ],
  },
  {
    name: "reference",
    title: "Reference",
    about: "Every key, metric, document, function and check, to look things up.",
    groups: [
      [
        "What is written and read",
        ["docs/reference-scenario.md", "docs/reference-metrics.md", "docs/reference-json.md", "docs/glossary.md"],
      ],
      ["The library", (pages) => below("docs/api/")(pages).filter((source) => !source.endsWith(".api.md"))],
      ["The library's signatures", (pages) => below("docs/api/")(pages).filter((source) => source.endsWith(".api.md"))],
      ["Checks", below("docs/checks/")],
    ],
  },
  {
    name: "explanation",
    title: "Explanation",
    about: "What is modelled and why, on which mathematics it rests, and how far it can be believed.",
    groups: [
      ["What is modelled", ["docs/architectures.md", "docs/faults.md", "docs/theory.md"]],
      [
        "How far it can be believed",
        ["docs/limitations.md", "docs/coverage.md", "docs/testbed.md", "docs/trust.md", "results/thesis/index.html"],
      ],
    ],
  },
  {
    name: "gallery",
    title: "Gallery",
    about: "The scenarios that are shipped, by what happens in them.",
    groups: groupsOfScenarios,
  },
  {
    name: "project",
    title: "Project",
    about: "How the house is laid out, how to work on it, what has changed, and why things are as they are.",
    groups: [
      ["Work on it", ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]],
      ["Decisions", below("docs/decisions/")],
    ],
  },
];

/**
 * The sections with the pages that stand in them.
 *
 * @param pages by `source`; each may stand in one place
 * @returns sections with `name`, `title`, `about`, `address` of their own page, and `groups` of pages with a `title`
 * @throws Error when a page stands nowhere, or one that is named is not there
 */
export function navigationOf(pages) {
  const known = new Map(pages.map((page) => [page.source, page]));
  const placed = new Set();
  const chosen = (choice) => (typeof choice === "function" ? choice(pages) : choice);
  const sections = SECTIONS.map(({ groups, ...section }) => ({
    ...section,
    address: `${section.name}.html`,
    groups: chosen(groups).map(([title, sources]) => ({
      title,
      pages: chosen(sources).map((source) => {
        if (!known.has(source)) throw new Error(`tools/site/navigation.mjs names ${source}, which is not there.`);
        placed.add(source);
        return known.get(source);
      }),
    })),
  }));
  const homeless = [...known.keys()].filter((source) => !placed.has(source));
  if (homeless.length > 0)
    throw new Error(`No reader would find ${homeless.join(", ")}: name it in tools/site/navigation.mjs.`);
  return sections;
}

/** Each page's section, and what comes before and after it there, by address. */
export const placesOf = (sections) =>
  new Map(
    sections.flatMap((section) => {
      const order = section.groups.flatMap(({ pages }) => pages);
      return order.map((page, index) => [
        page.address,
        { section: section.name, previous: order[index - 1], next: order[index + 1] },
      ]);
    }),
  );
