/** One node by itself: what runs, what is dead, for how long, and who hears of it, whatever breaks and comes back in whatever order. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Node } from "../../src/ha/node.ts";
import { signal } from "../../src/ha/signal.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { messageOf } from "../../src/network/message.ts";
import { Network } from "../../src/network/network.ts";
import { Station } from "../../src/network/station.ts";
import { Stream } from "../../src/random/stream.ts";
import { Kind } from "../../src/sip/message.ts";

const KIND = 20;

/** Host 1, with what it has heard of. */
function alone() {
  const engine = new Kernel();
  const heard: string[] = [];
  const network = new Network({
    ...{ engine, options: { delay: 0.01, loss: 0 }, hosts: 2, virtualAddresses: 0, apart: undefined },
    ...{ random: new Stream("loss", 1), lost: () => {} },
  });
  const options = { workers: 1, limit: Infinity, speed: 1 };
  const station = new Station({ engine, name: "A", options, service: [], served: () => true, lost: () => {} });
  const node = new Node({ name: "A", host: 1, tier: "servers", network, station, lost: () => heard.push("lost") });
  node.onStart((what) => heard.push(`start ${what}`));
  node.onResume(() => heard.push("resume"));
  node.onAttach(() => heard.push("attach"));
  node.onDeath(() => heard.push("death"));
  node.onFailure(() => heard.push("failure"));
  node.reset();
  return { engine, network, node, heard };
}

const PARTS = ["process", "host", "link"] as const;
const STEPS = [...PARTS.flatMap((part) => [`kill ${part}`, `back ${part}`]), "hang", "resume"];

/** What is so after some steps, said in other words: a process needs power; who hears is told by what has become different. */
function expected(steps: readonly { step: string; lasts: number }[]) {
  let is = { power: true, link: true, process: true, hangs: false };
  let down = 0;
  const heard: string[] = [];
  for (const { step, lasts } of steps) {
    const was = is;
    const [verb, part] = step.split(" ");
    if (verb === "hang") is = { ...was, hangs: was.hangs || was.process };
    if (verb === "resume") is = { ...was, hangs: false };
    if (part === "link") is = { ...was, link: verb === "back" };
    if (part === "host") is = { ...was, power: verb === "back", process: verb === "back" };
    if (part === "process") is = { ...was, process: verb === "back" && was.power };
    if (!is.process) is.hangs = false;
    if (verb === "kill" && (is.power !== was.power || is.link !== was.link || is.process !== was.process))
      heard.push("failure");
    if (step === "kill process" && was.process) heard.push("death");
    if (is.process && !was.process) heard.push(`start ${part}`);
    if (verb === "resume" && was.hangs) heard.push("resume");
    if (is.link && !was.link) heard.push("attach");
    const isSound = is.process && is.link && !is.hangs;
    if (!isSound) down += lasts;
  }
  const { power, link, process, hangs } = is;
  const dead = [...(link ? [] : ["link"]), ...(power ? (process ? [] : ["process"]) : ["host"])];
  return { down, heard, dead, running: process, works: process && !hangs, hostRuns: power, isUp: process && link };
}

test("what runs, what is dead, how long it was not sound, and who was told, after any steps", () => {
  const step = fc.record({ step: fc.constantFrom(...STEPS), lasts: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { node, heard } = alone();
      let now = 0;
      for (const { step, lasts } of steps) {
        const [verb, part] = step.split(" ") as [string, (typeof PARTS)[number]];
        if (verb === "kill") node.kill(part, now);
        else if (verb === "back") node.bringBack(part, now);
        else if (verb === "hang") node.hang(now);
        else node.resume(now);
        now += lasts;
      }
      const { running, works, hostRuns, isUp, deadParts: dead } = node;
      expect({ down: node.downTime(now), heard, dead, running, works, hostRuns, isUp }).toEqual(expected(steps));
      expect(node.isSound).toBe(works && dead.length === 0);
    }),
    { seed: 11, numRuns: 500 },
  );
});

test("with the process dead a daemon hears its channel, and nobody any other; with the host dead nobody hears", () => {
  const { engine, network, node, heard } = alone();
  for (const channel of [0, 3])
    node.listen(KIND, channel, (host, payload) => heard.push(`${host} ${payload}`), channel > 0);
  const send = () => {
    for (const channel of [0, 3]) network.send(0, signal(KIND, channel, 7, channel), 1);
    engine.run(engine.now + 1);
    return heard.splice(0);
  };
  expect(send()).toEqual(["7 0", "7 3"]);
  node.kill("process", engine.now);
  expect(send()).toEqual(["failure", "death", "lost", "7 3"]);
  network.send(0, messageOf(Kind.INVITE, 0), 1);
  expect(send()).toEqual(["lost", "lost", "7 3"]);
  node.kill("host", engine.now);
  expect(send()).toEqual(["failure"]);
});

test("what a process that hangs would have done it does when it goes on, unless it dies first", () => {
  const { node, heard } = alone();
  const act = () => node.whenItWorks(() => heard.push("done"));
  node.hang(1);
  act();
  expect(heard).toEqual([]);
  node.resume(2);
  expect(heard.splice(0)).toEqual(["done", "resume"]);
  node.hang(3);
  act();
  node.kill("process", 4);
  node.bringBack("process", 5);
  node.resume(6);
  act();
  expect(heard).toEqual(["failure", "death", "start process", "done"]);
});

test.each([false, true])(
  "an uncovered failure ends with the repair of all that is broken; blocked: %s",
  (isBlocked) => {
    const { node } = alone();
    node.kill("host", 1);
    node.kill("link", 1);
    Object.assign(node, { uncovered: true, isBlocked });
    node.bringBack("host", 2);
    expect(node.uncovered).toBe(true);
    node.bringBack("link", 3);
    expect(node.uncovered).toBe(isBlocked);
  },
);
