/** Two designs side by side, and pages opened by a link: players on workers within this process. */
import { afterEach, expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { linkOf } from "../../src/play/link/link.ts";
import { Line, type Port } from "../../src/play/page/line.ts";
import { Pair } from "../../src/play/page/pair.ts";
import { Player } from "../../src/play/page/player.ts";
import { linkNotice, open } from "../../src/play/page/workbench/opening.ts";
import { otherDesign } from "../../src/play/text/other-design.ts";
import { serve } from "../../src/play/worker.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { trace } from "../../src/trace/trace.ts";
import { pieceOf } from "./in-process.ts";

const lines: Line[] = [];
function newLine(): Line {
  const made = new Line((): Port => {
    const worker: Parameters<typeof serve>[0] = {
      onmessage: null,
      postMessage: (message) => port.onmessage?.({ data: structuredClone(message) } as never),
    };
    const port: Port = {
      onmessage: null,
      postMessage: (message) => worker.onmessage?.({ data: structuredClone(message) }),
      terminate: () => {
        port.onmessage = null;
      },
    };
    serve(worker, () => performance.now());
    return port;
  });
  lines.push(made);
  return made;
}
afterEach(() => {
  for (const line of lines.splice(0)) line.close();
});

const problemsOf = (text: string) => parseScenario(text, "other.yaml").problems ?? [];
const piece = pieceOf("failover-iprs", 15);

test("the other design has the same calls and faults; those it has no names for are told and left out", () => {
  const text = piece.text.replace("run:", "  - { at: 12 s, kill: proxy-3 }\nrun:");
  const { text: other, leftOut } = otherDesign(text, "{ preset: kamailio-keepalived }", problemsOf);
  expect(problemsOf(other)).toEqual([]);
  expect(leftOut).toEqual(["{at:12 s,kill:proxy-3}"]);
  expect(other).toContain("- { at: 10 s, kill: proxy-1, kind: host }");
  expect(other).toContain("calls: { rate: 100/s, arrivals: paced, duration: 15 s }");
  expect(otherDesign(text, "{ preset: iprs }", problemsOf).leftOut).toEqual([]);
});

test("the other goes where the first is, and what is done to either is done to both", async () => {
  const first = new Player(newLine());
  const { text } = pieceOf("failover-iprs", 8);
  await first.load({ ...piece, text: text.replace("rate: 100/s", "rate: 20/s") });
  const pair = new Pair(first, newLine);
  const { other } = pair;
  await first.seek({ time: 4 });
  pair.architecture.value = "{ preset: kamailio-keepalived }";
  await expect.poll(() => other.view.value?.time, { timeout: 20_000 }).toBe(4);
  expect(other.view.value!.counters["createdCalls"]).toBe(first.view.value!.counters["createdCalls"]);
  expect(await other.act({ kill: "proxy-2", kind: "host" })).toBe(true);
  expect(first.piece.value!.text).toContain("kill: proxy-2");
  await expect.poll(() => other.piece.value?.text, { timeout: 20_000 }).toContain("kill: proxy-2");
  expect(await first.act({ kill: "proxy-3", kind: "host" })).toBe(true);
  await expect.poll(() => pair.leftOut.value, { timeout: 20_000 }).toHaveLength(1);
  await first.seek({ time: 9 });
  await first.seek({ time: 6 });
  await expect.poll(() => other.view.value?.time, { timeout: 20_000 }).toBe(6);
  await other.seek({ time: 1e6 });
  const { scenario } = parseScenario(other.piece.value!.text, "other.yaml");
  const replicator = new Replicator(scenario!, engineNamed("native"));
  expect(other.fingerprint.value).toBe(trace(replicator, { replication: 0, until: Infinity }, () => {}).fingerprint);
  pair.close();
});

test("a link goes before what the page holds; one that cannot be played is told, and what it holds is shown", async () => {
  const player = new Player(newLine());
  const linked = { ...pieceOf("ppdr", 5), replication: 1 };
  await open(player, piece, (await linkOf({ piece: linked, time: 2.5, speed: 0.1 }))!);
  expect(linkNotice.value).toBeNull();
  expect(player.piece.value).toEqual(linked);
  expect(player.view.value!.time).toBe(2.5);
  expect(player.speed.value).toBe(0.1);
  await open(player, piece, "#v1.AAAA");
  expect(linkNotice.value).toMatch(/broken/);
  expect(player.piece.value).toEqual(piece);
  const wrong = { ...linked, text: linked.text.replace("preset: ppdr", "preset: <b>pdr</b>") };
  await open(player, piece, (await linkOf({ piece: wrong, time: 0, speed: 1 }))!);
  expect(linkNotice.value).toContain("<b>pdr</b>");
  expect(player.piece.value).toEqual(piece);
  await open(player, piece, "#elsewhere");
  expect(linkNotice.value).toBeNull();
});
