/** What is offered is what the language has: each line is read without a problem, and what makes no sense says why. */
import { expect, test } from "vitest";
import { FAULTS } from "../../../../src/faults/description.ts";
import { lastLines } from "../../../../src/play/page/stage/last-lines.ts";
import { lineText, offersFor, partitionOf, type Target } from "../../../../src/play/page/stage/offers.ts";
import { nextMoment, withFault } from "../../../../src/play/text/by-hand.ts";
import { parseScenario } from "../../../../src/scenario/parse.ts";
import { runAt, textOf } from "./scenes.ts";

const bare = (name: string): string => textOf(name).replace(/^faults:\n( {2}- .*\n)+/m, "");
const TARGETS: readonly (readonly [scenario: string, ...targets: Target[]])[] = [
  [
    "failover-iprs",
    { kind: "node", name: "proxy-1" },
    { kind: "users", name: "callers" },
    { kind: "tier", name: "proxies" },
    { kind: "link", ends: ["proxy-1", "callees"] },
    { kind: "address", name: "SAP1", owners: ["proxy-1"] },
  ],
  [
    "two-sites",
    { kind: "site", name: "taipei" },
    { kind: "node", name: "database" },
    { kind: "tier", name: "proxies" },
  ],
  ["database-promotion", { kind: "tier", name: "database" }],
];

test("each line that is offered is read as it is written", () => {
  const verbs = new Set<string>();
  for (const [name, ...targets] of TARGETS) {
    const text = bare(name);
    const { run, scene } = runAt(text, 1);
    const view = run.view();
    for (const target of targets)
      for (const offer of offersFor(target, { scene, view })) {
        verbs.add(offer.verb);
        const last = offer.asked.flatMap(({ key, choices = [] }) =>
          choices.length > 0 ? [[key, choices.at(-1)!]] : [],
        );
        const lasting = offer.asked.some(({ key }) => key === "for") ? { for: "7 s" } : {};
        const values = [{}, { ...Object.fromEntries(last), ...lasting }];
        for (const value of values) {
          const { problems } = parseScenario(withFault(text, nextMoment(view.time), offer.deed(value)), "s.yaml");
          expect(problems ?? [], `${offer.label} ${JSON.stringify(value)}`).toEqual([]);
        }
      }
  }
  // What strikes by chance is written in the text, and a partition is drawn.
  expect(Object.keys(FAULTS).filter((verb) => !verbs.has(verb))).toEqual(["partition", "chance", "shock"]);
});

const refusals = (text: string, time: number, name: string): Record<string, string> => {
  const { run, scene } = runAt(text, time);
  const offers = offersFor({ kind: "node", name }, { scene, view: run.view() });
  return Object.fromEntries(offers.flatMap(({ label, refused }) => (refused === null ? [] : [[label, refused]])));
};

test("what makes no sense for a node as it is says why", () => {
  const text = bare("failover-iprs");
  expect(refusals(text, 1, "proxy-1")).toEqual({
    "proxy-1 goes on": "it does not hang",
    "the network is whole again": "nothing is cut, worse or divided",
  });
  const dead = refusals(withFault(text, 1, { kill: "proxy-1", kind: "host" } as never), 2, "proxy-1");
  expect(dead["the host of proxy-1 dies"]).toBe("its host is dead");
  expect(dead["proxy-1 hangs"]).toBe("its host is dead");
  expect(dead["proxy-1 is restarted"]).toBeUndefined();
  const hanging = refusals(withFault(text, 1, { hang: "proxy-1" } as never), 2, "proxy-1");
  expect(hanging).toMatchObject({ "proxy-1 hangs": "it hangs" });
  expect(hanging["proxy-1 goes on"]).toBeUndefined();
  const divided = refusals(withFault(text, 1, partitionOf(["proxy-1"], "")), 2, "proxy-1");
  expect(divided["the network is whole again"]).toBeUndefined();
});

test("the line that is shown is the line that is written", () => {
  const deed = partitionOf(["proxy-1", "callers"], " 5 s ");
  expect(lineText(1.000001, deed)).toBe("- { at: 1.000001 s, partition: [ [ proxy-1, callers ] ], for: 5 s }");
  expect(withFault("title: x\n", 1.000001, deed)).toContain(lineText(1.000001, deed));
});

test("what was done by hand is told from the end of the text", () => {
  const once = withFault(textOf("failover-iprs"), 12, { restart: "proxy-1" } as never);
  const twice = withFault(once, 13, { hang: "proxy-2" } as never);
  expect(lastLines(twice, 2)).toEqual(["{ at: 12 s, restart: proxy-1 }", "{ at: 13 s, hang: proxy-2 }"]);
  expect(lastLines(twice, 0)).toEqual([]);
});
