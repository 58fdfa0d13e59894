/** The event log holds what its page says, no more and no less. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { looking } from "../../src/detectors/vrrp/description/track.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { type LogValue, logLine } from "../../src/report/trace/event-log.ts";
import { trace } from "../../src/trace/trace.ts";
import { calls, inMemory, kill, paced, scenario, standbyGroup, vrrp } from "../architecture/fixture.ts";

/** The table of kinds and their members in docs/how-to-trace.md. */
const documented = new Map(
  [...readFileSync("docs/how-to-trace.md", "utf8").matchAll(/^\| `(\w+)` \| ([^|]*) \|/gm)].map(([, kind, members]) => [
    kind!,
    new Set([...members!.matchAll(/`(\w+)`/g)].map(([, member]) => member!)),
  ]),
);

test("every line has a time, a kind, and the members that its kind is documented to have", () => {
  const story = scenario(standbyGroup(1, 1), {
    network: { loss: 0.03 },
    traffic: {
      calls: calls(paced(10, { count: 30 })),
      retransmission: true,
      registration: { expires: 60, refresh: 2, within: 1 },
    },
    faults: [kill("A", 1)],
  });
  const lines: Record<string, LogValue>[] = [];
  trace(new Replicator(story, engineNamed("native")), { replication: 0, until: 6 }, (event, participants) =>
    lines.push(logLine(event, participants)),
  );
  const kinds = new Map<string, Set<string>>();
  for (const line of lines) {
    const { time, kind, ...members } = line;
    expect(typeof time).toBe("number");
    const seen = kinds.get(String(kind)) ?? new Set<string>();
    for (const member of Object.keys(members)) seen.add(member);
    kinds.set(String(kind), seen);
  }
  // A message may also name the call, registration or request it belongs to.
  const concern = new Set(["call", "registration", "request"]);
  for (const [kind, seen] of kinds) {
    const known = documented.get(kind);
    const isMessage = ["sent", "arrived", "lost"].includes(kind);
    expect(known, kind).toBeDefined();
    expect([...seen].filter((member) => !(isMessage && concern.has(member))).sort(), kind).toEqual([...known!].sort());
  }
  const missing = [...documented.keys()].filter((kind) => !kinds.has(kind));
  // Connections: capture.test.ts; priorities, transfers, quorum and fencing: below.
  expect(missing).toEqual(
    ["links", "recovery", "priority", "quorum", "fencing", "transfer", "connection"].filter((kind) => !kinds.has(kind)),
  );
  expect(JSON.parse(JSON.stringify(lines))).toEqual(lines);
});

test("a check with a weight tells the priority that it leaves, and the one that comes back", () => {
  const track = { ...looking(1), weight: -20 };
  const story = scenario(standbyGroup(1, 1, { detector: vrrp({ priority: 90, priorities: { A: 100 }, track }) }), {
    faults: [{ verb: "kill", at: 1, kill: "A", kind: "process", for: 3 }],
    run: { horizon: 8 },
  });
  const said: Record<string, LogValue>[] = [];
  trace(new Replicator(story, engineNamed("native")), { replication: 0, until: 8 }, (event, participants) => {
    if (event.kind === "priority") said.push(logLine(event, participants));
  });
  expect(said.map(({ time: _, ...rest }) => rest)).toEqual([
    { kind: "priority", by: "A", priority: 80 },
    { kind: "priority", by: "A", priority: 100 },
  ]);
});

test("a process that starts again tells from whom it gets bindings, and how many it has got when it has them", () => {
  const transfer = { start: 0.1, each: 0.01, contacts: 1 };
  const bindings = inMemory({ mode: "synchronous" }, { copiedTo: "all proxies", transfer });
  const story = scenario(
    { ...standbyGroup(2, 0), watches: [], bindings },
    {
      traffic: { users: 7, calls: calls(paced(10, { count: 30 })) },
      faults: [{ verb: "kill", at: 1, kill: "A", kind: "process", for: 1 }],
    },
  );
  const said: Record<string, LogValue>[] = [];
  trace(new Replicator(story, engineNamed("native")), { replication: 0, until: 4 }, (event, participants) => {
    if (event.kind === "transfer") said.push(logLine(event, participants));
  });
  expect(said.map(({ time: _, ...rest }) => rest)).toEqual([
    { kind: "transfer", stage: "begun", by: "A", of: "B", bindings: 0 },
    { kind: "transfer", stage: "ended", by: "A", of: "B", bindings: 7 },
  ]);
  expect(said.map(({ time }) => Number(Number(time).toFixed(2)))).toEqual([2.1, 2.17]);
  expect(Object.keys(said[0]!).sort()).toEqual(["time", "kind", ...documented.get("transfer")!].sort());
});

test("a member of a cluster that is left alone loses quorum, and gets it again", () => {
  const story = scenario(standbyGroup(1, 2, { takeover: { quorum: { twoNode: false, waitForAll: false } } }), {
    faults: [{ verb: "partition", at: 1, partition: [["A"]], for: 3 }],
    run: { horizon: 8 },
  });
  const said: Record<string, LogValue>[] = [];
  trace(new Replicator(story, engineNamed("native")), { replication: 0, until: 8 }, (event, participants) => {
    if (event.kind === "quorum") said.push(logLine(event, participants));
  });
  expect(said.map(({ time: _, ...rest }) => rest)).toEqual([
    { kind: "quorum", by: "A", has: false },
    { kind: "quorum", by: "A", has: true },
  ]);
});

test("what becomes of fencing: begun, done; failed, and done by people", () => {
  const stagesOf = (probability: number) => {
    const fencing = { time: 2, probability, delay: [], manualRecovery: 1 };
    const story = scenario(standbyGroup(1, 1, { takeover: { fencing } }), {
      faults: [{ verb: "kill", at: 1, kill: "A", kind: "host" }],
      run: { horizon: 30 },
    });
    const said: Record<string, LogValue>[] = [];
    trace(new Replicator(story, engineNamed("native")), { replication: 0, until: 30 }, (event, participants) => {
      if (event.kind === "fencing") said.push(logLine(event, participants));
    });
    return said.map(({ time: _, ...rest }) => rest);
  };
  const line = { kind: "fencing", by: "S1", of: "A" };
  expect(stagesOf(1)).toEqual([
    { ...line, stage: "begun" },
    { ...line, stage: "done" },
  ]);
  expect(stagesOf(0)).toEqual(["begun", "failed", "recovered"].map((stage) => ({ ...line, stage })));
});
