/** Where parts are drawn: nothing on top of another, all of it inside, each in its frame, and ways around what is between their ends. */
import { expect, test } from "vitest";
import { nearestTowards, sidesOf } from "../../../../src/play/page/stage/geometry.ts";
import { type Box, layoutOf } from "../../../../src/play/page/stage/layout.ts";
import { pathOf, pointOn, Ways } from "../../../../src/play/page/stage/ways.ts";
import { clusterOf, read, textOf } from "./scenes.ts";

const TEXTS = {
  ...Object.fromEntries(
    ["failover-iprs", "ppdr", "two-sites", "geo-redundant", "database-promotion", "redis-sentinel", "sbc-pair"].map(
      (name) => [name, textOf(name)],
    ),
  ),
  "64 nodes": clusterOf(64),
};
const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const isInside = (a: Box, b: Box): boolean =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width + 1e-9 && a.y + a.height <= b.y + b.height + 1e-9;

for (const [name, text] of Object.entries(TEXTS))
  for (const width of [358, 813, 1400])
    test(`${name}, ${width} px: each host once, in its frame, and nothing on top of another`, () => {
      const { architecture, network } = read(text);
      const layout = layoutOf(architecture, network, width);
      const nodes = architecture.tiers.reduce((sum, tier) => sum + tier.nodes.length, 0);
      expect([...layout.hosts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: nodes + 2 }, (_, i) => i));
      const whole = { x: 0, y: 0, width: layout.width, height: layout.height };
      const boxes = [...layout.hosts.values()];
      for (const [i, box] of boxes.entries()) {
        expect(isInside(box, whole)).toBe(true);
        for (const other of boxes.slice(i + 1)) expect(overlap(box, other)).toBe(false);
      }
      for (const [i, frame] of layout.tiers.entries()) {
        for (const host of frame.hosts) expect(isInside(layout.hosts.get(host)!, frame)).toBe(true);
        for (const other of layout.tiers.slice(i + 1)) expect(overlap(frame, other)).toBe(false);
      }
      for (const [i, site] of layout.sites.entries())
        for (const other of layout.sites.slice(i + 1)) expect(overlap(site, other)).toBe(false);
    });

test("on a wide screen a call goes from left to right; on a narrow one from top to bottom", () => {
  const { architecture, network } = read(textOf("ppdr"));
  const order = [0, 2, 1].map((host) => host); // callers, a server, callees
  const [wide, narrow] = [layoutOf(architecture, network, 1400), layoutOf(architecture, network, 358)];
  expect(order.map((host) => wide.hosts.get(host)!.x)).toEqual(
    order.map((host) => wide.hosts.get(host)!.x).sort((a, b) => a - b),
  );
  expect(order.map((host) => narrow.hosts.get(host)!.y)).toEqual(
    order.map((host) => narrow.hosts.get(host)!.y).sort((a, b) => a - b),
  );
});

test("sites are frames around what is in them", () => {
  const { architecture, network } = read(textOf("two-sites"));
  const { sites, hosts } = layoutOf(architecture, network, 900);
  expect(sites.map(({ name }) => name)).toEqual(["taipei", "kaohsiung"]);
  expect(isInside(hosts.get(0)!, sites[1]!)).toBe(true);
  expect(isInside(hosts.get(2)!, sites[0]!)).toBe(true);
});

test("a way begins and ends at the edges of its ends, and goes round what is between", () => {
  const { architecture, network } = read(textOf("failover-iprs"));
  const layout = layoutOf(architecture, network, 813);
  const ways = new Ways(layout);
  const way = ways.between(2, 4)!; // proxy-1 to proxy-3, with proxy-2 between
  const between = layout.hosts.get(3)!;
  for (const [x, y] of way.points) expect(overlap({ x, y, width: 0, height: 0 }, between)).toBe(false);
  const near = (a: readonly [number, number], box: Box) =>
    overlap({ x: a[0] - 8, y: a[1] - 8, width: 16, height: 16 }, box);
  expect(near(pointOn(way, 0, 0), layout.hosts.get(2)!)).toBe(true);
  expect(near(pointOn(way, 1, 0), layout.hosts.get(4)!)).toBe(true);
  expect(pathOf(way)).toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+$/);
  // To and fro lie beside each other: each to the right of its direction.
  const [there, back] = [pointOn(ways.between(0, 2)!, 0.5, 4), pointOn(ways.between(2, 0)!, 0.5, 4)];
  expect(Math.hypot(there[0] - back[0], there[1] - back[1])).toBeCloseTo(8, 0);
});

test("ways to the nodes of a crowded tier are one way to its frame", () => {
  const { architecture, network } = read(clusterOf(64));
  const ways = new Ways(layoutOf(architecture, network, 1400));
  expect(ways.between(0, 2)!.key).toBe(ways.between(0, 40)!.key);
  expect(ways.between(2, 3)).toBe(ways.between(9, 60));
  expect(ways.between(2, 3)!.key).not.toBe(ways.between(2, 0)!.key);
});

test("a line divides hosts by the middle of each; the smaller side is told", () => {
  const box = (x: number): Box => ({ x, y: 0, width: 10, height: 10 });
  const hosts = new Map([0, 1, 2].map((host) => [host, box(host * 100)]));
  expect(sidesOf([150, -20, 150, 40], { hosts })).toEqual([2]);
  expect(sidesOf([50, 40, 50, -20], { hosts })).toEqual([0]);
});

test("an arrow key goes to what is nearest in its direction", () => {
  const at = (left: number, top: number) => ({ left, top, right: left + 10, bottom: top + 10 });
  expect(nearestTowards([1, 0], at(0, 0), [at(50, 60), at(90, 0), at(-20, 0)])).toBe(1);
  expect(nearestTowards([0, 1], at(0, 0), [at(50, 60), at(90, 0)])).toBe(0);
  expect(nearestTowards([-1, 0], at(0, 0), [at(50, 60)])).toBe(-1);
});
