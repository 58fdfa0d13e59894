/** A traced run is the run itself; what is told of it adds up. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { meanOf } from "../../src/distributions/law.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import { Fingerprint } from "../../src/kernel/trace.ts";
import { type MetricName, metricIndex } from "../../src/metrics/catalogue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { TraceEvent } from "../../src/trace/event.ts";
import { findCall } from "../../src/trace/find-call.ts";
import { trace } from "../../src/trace/trace.ts";
import { traceScenario } from "../../src/trace/trace-scenario.ts";
import {
  behindDirectors,
  calls,
  kill,
  paced,
  poll,
  scenario,
  standbyGroup,
  totem,
  vrrp,
  withDatabase,
} from "../architecture/fixture.ts";

const stories: Record<string, Scenario> = {
  "heartbeats, a lossy network, retransmission, registrations": scenario(standbyGroup(2, 1), {
    network: { loss: 0.02 },
    traffic: {
      calls: calls(paced(40, { count: 120 })),
      retransmission: true,
      registration: { expires: 3600, refresh: 1.5, within: 1 },
    },
    faults: [kill("A", 1)],
  }),
  "Totem, nothing is sent again": scenario(standbyGroup(2, 1, { detector: totem() }), {
    traffic: { calls: calls(paced(40, { count: 120 })) },
    faults: [kill("B", 1, "link")],
    run: { drain: 2 },
  }),
  "directors that poll, and a database": scenario(
    behindDirectors(2, { health: poll({ interval: 1, timeout: 0.2, retries: 1, retryDelay: 0.3 }) }),
    {
      traffic: { calls: calls(paced(40, { count: 120 })) },
      faults: [kill("P1", 1), kill("DB", 2.5, "process")],
      run: { drain: 2 },
    },
  ),
  "VRRP, and a small queue": scenario(withDatabase(1, { proxies: { queue: 1 } }), {
    traffic: { calls: calls(paced(300, { count: 300 })) },
    faults: [kill("A", 0.5, "process")],
    run: { drain: 5 },
  }),
};

/** All that is told of a replication, and what a run that nobody listened to says. */
function both(story: Scenario, engine: "native" | "simjs" = "native") {
  const replicator = new Replicator(story, engineNamed(engine));
  const untraced = new Fingerprint();
  replicator.engine.observe(untraced.observe);
  const figures = replicator.run(0).slice();
  replicator.engine.observe(null);
  const events: TraceEvent[] = [];
  const traced = trace(replicator, { replication: 0, until: Infinity }, (event) => events.push(event));
  return { replicator, figures, events, traced, untraced: untraced.toString() };
}

for (const [name, story] of Object.entries(stories))
  describe(name, () => {
    const { replicator, figures, events, traced, untraced } = both(story);
    const figure = (metric: MetricName): number => figures[metricIndex(metric)]!;
    const of = <K extends TraceEvent["kind"]>(kind: K) =>
      events.filter((event): event is Extract<TraceEvent, { kind: K }> => event.kind === kind);

    test("the traced run is the untraced one, on both engines", () => {
      expect(traced.fingerprint).toBe(untraced);
      expect([...traced.figures]).toEqual([...figures]);
      expect(both(story, "simjs").traced.fingerprint).toBe(untraced);
    });

    test("events come in the order of time; each packet is sent once, then arrives or is lost or is on its way", () => {
      expect(events.filter(({ time }, i) => i > 0 && time < events[i - 1]!.time)).toEqual([]);
      const sent = of("sent").map(({ packet }) => packet.number);
      expect(sent).toEqual(sent.map((_, i) => i + 1));
      const arrived = of("arrived").map(({ packet }) => packet.number);
      expect(new Set(arrived).size).toBe(arrived.length);
      const landed = [
        ...arrived,
        ...of("lost").flatMap(({ packet, cause }) => (cause === "nodeCrash" ? [] : [packet.number])),
      ];
      expect(new Set(landed).size).toBe(landed.length);
      expect(sent.length - landed.length).toBeLessThan(12);
      const late = of("arrived").filter(
        ({ time, packet }) => Math.abs(time - packet.sentAt - meanOf(story.network.delay)) > 1e-9,
      );
      expect(late).toEqual([]);
    });

    test("calls, their causes and the stages of the failover are those of the figures", () => {
      const ended = of("call");
      expect(ended.length).toBe(figure("createdCalls"));
      expect(ended.filter(({ state }) => state === "successful").length).toBe(figure("successfulCalls"));
      for (const cause of ["nodeDown", "linkLoss", "queueOverflow", "nodeCrash", "databaseFailure"] as const)
        expect(ended.filter((event) => event.cause === cause).length, cause).toBe(figure(`failedCalls.${cause}`));
      const [first] = of("takeover");
      if (Number.isNaN(figure("detectionTime"))) expect(first).toBeUndefined();
      else expect(first).toMatchObject({ stage: "detected", after: figure("detectionTime") });
      const [died] = of("node");
      expect({ time: died?.time, node: died && traced.participants.names[died.node] }).toEqual({
        time: story.faults[0]!.at,
        node: (story.faults[0] as Fault<"kill">).kill,
      });
    });

    test("messages that were lost are those of the figures", () => {
      const lost = of("lost").filter(({ packet }) => packet.kind < 14);
      const dropped = lost.filter(({ cause }) => cause === "queueOverflow").length;
      expect({ dropped, lost: lost.length - dropped }).toEqual({
        dropped: figure("droppedMessages"),
        lost: figure("lostMessages"),
      });
    });

    test("no verdict without a doubt before it", () => {
      for (const { time, by, of: whom } of of("verdict")) {
        const own = of("suspicion").filter((doubt) => doubt.by === by && (doubt.of === whom || doubt.of < 0));
        expect(own.filter((doubt) => doubt.time <= time)).not.toEqual([]);
      }
      expect(of("suspicion").length).toBeGreaterThan(0);
    });

    test("a call that stands out is found; one that is not there is not", () => {
      const search = (choice: Parameters<typeof findCall>[2]) => findCall(replicator, 0, choice).call;
      const failed = of("call").filter(({ state }) => state === "failed");
      const successful = of("call").filter(({ state }) => state === "successful");
      const least = (numbers: number[]) => (numbers.length === 0 ? undefined : Math.min(...numbers));
      expect(search("first-failed")).toBe(least(failed.map(({ call }) => call)));
      expect(search("first-successful")).toBe(least(successful.map(({ call }) => call)));
      expect(search(7)).toBe(7);
      expect(search(figure("createdCalls"))).toBeUndefined();
    });
  });

test("heartbeats: a doubt when the first beat is overdue, a verdict after as many as were agreed", () => {
  const story = scenario(standbyGroup(1, 1), { faults: [kill("A", 1)], run: { horizon: 3 } });
  const events: TraceEvent[] = [];
  const replicator = new Replicator(story, engineNamed("native"));
  const { participants } = trace(replicator, { replication: 0, until: Infinity }, (event) => events.push(event));
  const [doubt] = events.filter(({ kind }) => kind === "suspicion");
  const [verdict] = events.filter(({ kind }) => kind === "verdict");
  expect(doubt).toMatchObject({ by: participants.names.indexOf("S1"), of: participants.names.indexOf("A") });
  // Three misses of 0.1 s: the second and third come after the first.
  expect(verdict!.time - doubt!.time).toBeCloseTo(0.2, 6);
});

test("VRRP: the slowest call is the one with the longest set-up; a trace that is cut short tells nothing later", () => {
  const story = scenario(standbyGroup(1, 1, { detector: vrrp() }), {
    traffic: { calls: calls(paced(5, { count: 20 })), retransmission: true },
    faults: [kill("A", 1.05)],
  });
  const replicator = new Replicator(story, engineNamed("native"));
  const { call } = findCall(replicator, 0, "slowest");
  // Nobody answers from 1.05 s to 4 s or so: the first INVITE of a call begun at 1.1 s … is sent again until then.
  expect(replicator.world.calls.startedAt[call!]).toBeGreaterThan(1.05);
  const events: TraceEvent[] = [];
  trace(replicator, { replication: 0, until: 1.2 }, (event) => events.push(event));
  expect(Math.max(...events.map(({ time }) => time))).toBeLessThanOrEqual(1.2);
  expect(events.some(({ kind }) => kind === "node")).toBe(true);
});

test("links that break and a process that hangs are told, and when they are over", () => {
  const read = (name: string) => parseScenario(readFileSync(`scenarios/${name}.yaml`, "utf8"), name).scenario!;
  const told = (name: string) => {
    const events: TraceEvent[] = [];
    const replicator = new Replicator(read(name), engineNamed("native"));
    trace(replicator, { replication: 0, until: 22 }, (event) => events.push(event));
    return events.flatMap((event) => {
      if (event.kind === "node") return [`${event.state} ${event.time.toFixed(3)}`];
      return event.kind === "links" ? [`${event.how} ${event.time.toFixed(3)}`] : [];
    });
  };
  expect(told("hang")).toEqual(["hangs 10.000", "up 15.000"]);
  expect(told("partition-and-heal")).toEqual(["partition 10.000", "null 20.000"]);
});

test("a scenario is traced by itself: the replication that a run makes, on the engine asked for", () => {
  const [name, story] = Object.entries(stories)[0]!;
  const { figures } = both(story);
  for (const engine of ["native", "simjs"] as const) {
    let [arrivals, proxies] = [0, 0];
    const traced = traceScenario(story, { engine, replication: 0, until: Infinity }, (event, participants) => {
      if (event.kind === "arrived") arrivals++;
      proxies = participants.parts.filter((part) => part === "proxy").length;
    });
    expect([...traced.figures], name).toEqual([...figures]);
    expect(arrivals).toBeGreaterThan(1000);
    expect(proxies).toBe(3);
  }
});
