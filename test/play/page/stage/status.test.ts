/** What is written on the drawing, from runs whose story the scenarios tell. */
import { expect, test } from "vitest";
import { addressShown, impairmentWords, nodesShown, summaryOf } from "../../../../src/play/page/stage/status.ts";
import { runAt, textOf } from "./scenes.ts";

test("a partition: two owners of an address, each known to its side, and what each thinks of the others", () => {
  const { run, scene } = runAt(textOf("partition-and-heal"), 9);
  expect(summaryOf(scene, run.view())).toBe("Every node is up, and every address where it was.");
  run.advance(15);
  const view = run.view();
  const [sap1] = view.addresses.map((one) => addressShown(scene, one));
  expect(sap1!.text).toBe("SAP1 → proxy-1");
  expect(sap1!.amiss).toContain("2 owners: proxy-1, proxy-3");
  const nodes = new Map(nodesShown(scene, view).map((node) => [node.name, node]));
  expect(nodes.get("proxy-1")!.addresses).toEqual([{ name: "SAP1", how: "served" }]);
  expect(nodes.get("proxy-3")!.addresses).toEqual([{ name: "SAP1", how: "unknown" }]);
  expect(nodes.get("proxy-3")!.considersDown).toContain("proxy-1");
  expect(nodes.get("proxy-1")!.considersDown.toSorted()).toEqual(["proxy-2", "proxy-3"]);
  expect(view.impairments.map((one) => impairmentWords(one, scene.participants.names))).toEqual([
    "callers, callees, proxy-1 | proxy-2, proxy-3: divided",
  ]);
  run.advance(25);
  expect(run.view().impairments).toEqual([]);
});

test("a lost gratuitous ARP: callers send an address to a node that does not have it", () => {
  const { run, scene } = runAt(textOf("lost-arp"), 9);
  for (let time = 10; time < 16; time += 0.05) {
    run.advance(time);
    const amiss = run.view().addresses.map((one) => addressShown(scene, one).amiss ?? "");
    if (amiss.some((one) => one.includes("stale ARP entry"))) return;
  }
  throw new Error("no stale entry was seen");
});

test("a death: state, mood and summary", () => {
  const { run, scene } = runAt(textOf("failover-iprs"), 13);
  const [first, , third] = nodesShown(scene, run.view());
  expect(first).toMatchObject({ name: "proxy-1", mood: "broken", state: "host dead", addresses: [] });
  expect(third).toMatchObject({
    mood: "well",
    addresses: [{ name: "SAP1", how: "served" }],
    considersDown: ["proxy-1"],
  });
  expect(summaryOf(scene, run.view())).toBe(
    "proxy-1: host dead; SAP1 at proxy-3; proxy-2, proxy-3 consider proxy-1 down.",
  );
});

test("what is awaited began before now and is due after it", () => {
  const { run } = runAt(textOf("cisco-vrrp"), 5);
  const { awaited, time } = run.view();
  const open = awaited.filter(({ due }) => Number.isFinite(due));
  expect(open.length).toBeGreaterThan(0);
  for (const { since, due } of open) {
    expect(since).toBeLessThanOrEqual(time);
    expect(due).toBeGreaterThan(time);
    // Advertisements come every second.
    expect(due - since).toBeCloseTo(1, 3);
  }
});
