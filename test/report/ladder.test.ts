/** Ladders and timelines show what happened: in text, as Mermaid and as drawings. */
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { ladderMermaid } from "../../src/report/trace/ladder-mermaid.ts";
import { ladderSvg } from "../../src/report/trace/ladder-svg.ts";
import { ladderText } from "../../src/report/trace/ladder-text.ts";
import { timelineSvg } from "../../src/report/trace/timeline-svg.ts";
import { timelineText } from "../../src/report/trace/timeline-text.ts";
import { whatHappened } from "../../src/report/trace/what-happened.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { behindDirectors, calls, kill, paced, scenario, standbyGroup, withDatabase } from "../architecture/fixture.ts";
import { parseSequenceDiagram } from "./sequence-diagram.ts";

const options = { engine: "native", replication: 0 } as const;

/** A pair whose active dies for 5.35 s or so: long heartbeats, and clients that send again. */
const outage = scenario(
  standbyGroup(1, 1, { detector: { kind: "heartbeat", interval: 2, misses: 3, judged: "at timeout", stagger: null } }),
  {
    traffic: { calls: calls(paced(10, { count: 40 })), retransmission: true },
    faults: [kill("A", 1)],
  },
);
const quiet = scenario(standbyGroup(1, 1), { traffic: { calls: calls(paced(10, { count: 5 })) } });
const directors = scenario(behindDirectors(2), {
  traffic: { calls: calls(paced(10, { count: 20 })) },
  faults: [kill("DB", 1, "process")],
  run: { drain: 2 },
});

/** Text and elements of a document; throws if it is not well-formed. */
function xml(source: string): { elements: string[]; text: string } {
  const elements: string[] = [];
  let text = "";
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name }) => elements.push(name));
  parser.on("text", (said) => {
    text += `${said} `;
  });
  parser.write(source).close();
  return { elements, text };
}

test("a stateful proxy's 100 and the callee's 180 are two responses, neither a copy of the other", () => {
  const pair = standbyGroup(1, 1, {
    tier: { transactions: { ringing: 180, strayResponses: "forward", limit: Infinity } },
  });
  const { ladder } = whatHappened(scenario(pair, { traffic: { calls: calls(paced(10, { count: 5 })) } }), {
    ...options,
    call: "slowest",
  });
  const said = ladder!.steps.flatMap((step) => (step.kind === "message" && step.to === 0 ? [step.text] : []));
  expect(said.slice(0, 2)).toEqual(["100 INVITE", "180 INVITE"]);
  expect(ladder!.steps.every((step) => step.kind !== "message" || step.copy === 1)).toBe(true);
});

test("a retransmitted INVITE goes out at the instants of timer A until the standby answers", () => {
  const { ladder } = whatHappened(outage, { ...options, call: "slowest" });
  const invites = ladder!.steps.filter(
    (step) => step.kind === "message" && step.from === 0 && step.text.startsWith("INVITE"),
  );
  const instants = [0, 0.5, 1.5, 3.5, 7.5, 15.5].slice(0, invites.length);
  expect(invites.length).toBeGreaterThanOrEqual(4);
  for (const [i, { at }] of invites.entries()) expect(at - ladder!.begunAt).toBeCloseTo(instants[i]!, 9);
  expect(invites.map((step) => step.kind === "message" && step.copy)).toEqual(invites.map((_, i) => i + 1));
  expect(invites.map((step) => step.kind === "message" && step.lost !== null)).toEqual(
    invites.map((_, i) => i < invites.length - 1),
  );
  expect(ladder!.explanation).toContain(`Its INVITE was sent ${invites.length} times.`);
});

test("a call without trouble has the nine messages and the eleven hops of SIPp's default scenario", () => {
  const { ladder, timeline, search } = whatHappened(quiet, options);
  expect(search).toMatchObject({ call: 0, created: 5, failed: 0 });
  expect(ladder!.lanes.map(({ name }) => name)).toEqual(["callers", "A", "callees"]);
  const said = ladder!.steps.flatMap((step) =>
    step.kind === "message" ? [`${step.from}${step.to} ${step.text}`] : [],
  );
  // Each of INVITE, 180, 200, ACK, BYE, 200 crosses two hops.
  expect(said.map((one) => one.replace(" → SAP-A", "")).sort()).toEqual(
    ["INVITE", "ACK", "BYE"]
      .flatMap((request) => [`01 ${request}`, `12 ${request}`])
      .concat(["180 INVITE", "200 INVITE", "200 BYE"].flatMap((response) => [`21 ${response}`, `10 ${response}`]))
      .sort(),
  );
  expect(timeline).toMatchObject({ fault: null, failedCalls: [], entries: [] });
  expect(timelineText(timeline)).toContain("Nothing happened to nodes");
});

describe.each<[string, Scenario, RegExp]>([
  [
    "a server that dies for good",
    scenario(standbyGroup(1, 0), {
      traffic: { calls: calls(paced(10, { count: 20 })), retransmission: true },
      faults: [kill("A", 1)],
    }),
    /SAP-A, which led to A; that had been down for .* The caller gave up after 32\.000 s\. Its INVITE was sent 7 times/,
  ],
  ["a database that dies", directors, /refused by P[12] with 500.*DB had died at 1\.0000 s/],
  [
    "a queue that is full",
    scenario(withDatabase(0, { proxies: { queue: 0 } }), {
      traffic: { calls: calls(paced(2000, { count: 50 })) },
      run: { drain: 1 },
    }),
    /the queue of A was full when its .* came/,
  ],
  [
    "a callee who declines",
    scenario(standbyGroup(1, 0), { traffic: { calls: calls(paced(10, { count: 5 }), { busy: 1 }) } }),
    /refused with 486, received at .*; the callee declined/,
  ],
  [
    "a lossy network",
    scenario(standbyGroup(1, 0), { network: { loss: 0.3 }, traffic: { calls: calls(paced(10, { count: 5 })) } }),
    /the network lost its .* from .* to/,
  ],
])("%s", (_name, story, why) => {
  const { ladder, timeline, search } = whatHappened(story, options);
  const drawn = ladder!;
  const messages = drawn.steps.flatMap((step) => (step.kind === "message" ? [step] : []));
  const remarks = drawn.steps.flatMap((step) => (step.kind === "remark" ? [step] : []));

  test("is explained", () => {
    expect(drawn.explanation).toMatch(why);
    expect(search.created).toBeGreaterThan(0);
  });

  test("Mermaid reads the ladder, arrow by arrow", () => {
    const diagram = parseSequenceDiagram(ladderMermaid(drawn));
    expect([...diagram.actors.values()]).toEqual(drawn.lanes.map(({ name }) => name));
    expect(diagram.arrows.map(({ from, to }) => `${from} ${to}`)).toEqual(
      messages.map(({ from, to }) => `L${from} L${to}`),
    );
    expect(diagram.arrows.map(({ arrow }) => arrow.endsWith("x"))).toEqual(messages.map(({ lost }) => lost !== null));
    expect(diagram.arrows.map(({ arrow }) => arrow.startsWith("--"))).toEqual(
      messages.map(({ isResponse }) => isResponse),
    );
    expect(diagram.notes.length).toBe(remarks.length);
  });

  test("the text has a line for each message, its ends under the names of its hosts, and no line above 120 columns", () => {
    const lines = ladderText(drawn).split("\n");
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(120);
    const shafts = lines.filter((line) => /[─╌]{2}/.test(line));
    expect(shafts.length).toBe(messages.length);
    for (const [i, message] of messages.entries()) {
      expect(shafts[i]).toContain(message.text.slice(0, 6));
      expect(/>│|│</.test(shafts[i]!)).toBe(message.lost === null && message.from !== message.to);
      expect(shafts[i]!.includes("✗")).toBe(message.lost !== null);
    }
  });

  test("drawings are well-formed, take their ink from the page and bring no style of their own", () => {
    for (const svg of [ladderSvg(drawn), timelineSvg(timeline)]) {
      const { elements } = xml(svg);
      expect(elements[0]).toBe("svg");
      expect(elements).not.toContain("style");
      expect(new Set(svg.match(/(?:fill|stroke)="[^"]+"/g)?.map((ink) => ink.replace(/^\w+/, "")))).toEqual(
        new Set([
          ...(svg.includes("#d0433a") ? ['="#d0433a"'] : []),
          '="currentColor"',
          ...(svg.includes('"none"') ? ['="none"'] : []),
        ]),
      );
    }
    const { text } = xml(ladderSvg(drawn));
    for (const { name } of drawn.lanes) expect(text).toContain(name);
  });

  test("the rows of the timeline fill it without gaps", () => {
    for (const { stretches, name } of timeline.rows) {
      expect(stretches[0]!.from, name).toBe(timeline.from);
      expect(stretches.at(-1)!.until, name).toBe(timeline.until);
      for (const [i, one] of stretches.entries()) if (i > 0) expect(one.from).toBe(stretches[i - 1]!.until);
    }
    const lines = timelineText(timeline).split("\n");
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(120);
  });
});

test("the timeline of a takeover: who is down from when, who owns the address from when", () => {
  const { timeline } = whatHappened(outage, options);
  const row = (name: string) => timeline.rows.find((one) => one.name === name)!;
  expect(row("A").stretches.map(({ text, sound }) => `${text} ${sound}`)).toEqual(["up true", "host dead false"]);
  expect(row("A").stretches[1]!.from).toBe(1);
  expect(row("SAP-A").stretches.map(({ text, sound }) => `${text} ${sound}`)).toEqual(["A true", "A false", "S1 true"]);
  // Three heartbeats of 2 s, then 50 ms of takeover and a hop.
  const moved = row("SAP-A").stretches[2]!.from;
  expect(moved).toBeGreaterThan(1 + 4 + 0.05);
  expect(moved).toBeLessThan(1 + 6 + 0.06);
  expect(timeline.entries.map(({ kind }) => kind)).toEqual([
    "node",
    "suspicion",
    "verdict",
    "takeover",
    "takeover",
    "takeover",
    "arp",
    "address",
    "takeover",
  ]);
});

test("names that Mermaid or XML would stumble over are written so that they do not", () => {
  const { ladder } = whatHappened(quiet, options);
  const odd = { ...ladder!, lanes: ladder!.lanes.map((lane) => ({ ...lane, name: 'a;b#c <d> & "end"' })) };
  expect([...parseSequenceDiagram(ladderMermaid(odd)).actors.values()]).toEqual(odd.lanes.map(({ name }) => name));
  expect(xml(ladderSvg(odd)).text).toContain('a;b#c <d> & "end"');
});

/** A pair of standbys behind the caller's back: neither is on the way of the call that meets the dead active. */
const judged = scenario(
  standbyGroup(1, 2, {
    detector: { kind: "heartbeat", interval: 0.2, misses: 3, judged: "at timeout", stagger: null },
  }),
  { traffic: { calls: calls(paced(10, { count: 40 })), retransmission: true }, faults: [kill("A", 1)] },
);

test("a verdict stands on the line of the one who judged, and names the judged", () => {
  const { ladder } = whatHappened(judged, { ...options, call: "slowest" });
  const verdicts = ladder!.steps.filter((step) => step.kind === "remark" && step.text.includes("considers A down"));
  expect(verdicts.length).toBeGreaterThan(0);
  for (const verdict of verdicts)
    if (verdict.kind === "remark") expect(ladder!.lanes[verdict.lane!]!.name).toBe(verdict.text.split(" ")[0]);
  // What a node does not do itself never stands on its line.
  for (const step of ladder!.steps)
    if (step.kind === "remark" && step.lane !== null && step.text.includes("considers"))
      expect(ladder!.lanes[step.lane]!.name).not.toBe("A");
});

test("what nobody in a ladder has done stands on nobody's line", () => {
  const { ladder } = whatHappened(quiet, options);
  const remark = { kind: "remark" as const, at: 0, lane: null, text: "links are impaired", grave: false };
  const one = { ...ladder!, steps: [remark] };
  expect(ladderSvg(one)).not.toContain("<circle");
  expect(ladderText(one)).toContain("— links are impaired");
});

test("the drawing of a timeline is as wide as it should be, and its legend stays within", () => {
  const { timeline } = whatHappened(outage, options);
  for (const width of [330, 860]) {
    const svg = timelineSvg(timeline, width);
    expect(svg).toContain(`width="${width}"`);
    const ends = [...svg.matchAll(/<text x="([\d.]+)"[^>]*?(text-anchor="\w+")?[^>]*>([^<]*)</g)].map(
      ([, x, anchor, text]) => (anchor === undefined ? Number(x) + 6 * text!.length : Number(x)),
    );
    expect(Math.max(...ends)).toBeLessThanOrEqual(width);
  }
});
