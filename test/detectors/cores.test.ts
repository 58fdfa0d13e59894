/** What detectors conclude, told the time by hand: no engine, no network, no world. */
import { describe, expect, test } from "vitest";
import { type DetectorTimers, detectionLaw, falseSuspicionRate } from "../../src/detectors/analysed.ts";
import { Silence } from "../../src/detectors/heartbeat/core.ts";
import { Inquiry } from "../../src/detectors/options/core.ts";
import { Checks } from "../../src/detectors/poll/core.ts";
import { Member, nodesIn } from "../../src/detectors/totem/core.ts";
import { LIVING, masterDownInterval, RESIGNING, skew, VirtualRouter } from "../../src/detectors/vrrp/core.ts";

const beats = (misses: number, of?: number): Extract<DetectorTimers, { kind: "heartbeat" }> => ({
  ...{ kind: "heartbeat", interval: 0.1, misses },
  ...(of === undefined ? {} : { of }),
});

/** A share p of independent coin tosses, the same every time (Park & Miller, CACM 31, 1988). */
function tosses(p: number): () => boolean {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state < p * 2_147_483_647;
  };
}

describe("heartbeats", () => {
  test("a death at any time of an interval is known when the time-out ends: the bounds of its law", () => {
    const silence = new Silence(beats(3));
    silence.forget(0);
    const known = [0, 1].map((sinceBeat) => {
      silence.heard(7 + 0.1); // the last beat; it dies now, or just before the next
      return silence.patience - sinceBeat * 0.1;
    });
    const { min, max } = detectionLaw(beats(3));
    expect(known[0]).toBeCloseTo(max, 6);
    expect(known[1]).toBeCloseTo(min, 6);
    expect([silence.overdue(), silence.overdue(), silence.opinion]).toEqual([true, false, "dead"]);
    expect([silence.heard(9), silence.heard(9.1), silence.opinion]).toEqual([true, false, "alive"]);
  });

  test("the beat that is due when the time-out ends still counts", () => {
    expect(new Silence(beats(3)).patience).toBeGreaterThan(0.1 + 0.1 + 0.1);
  });

  test("at own ticks: dead at the first that is later than three intervals after the last beat", () => {
    for (const late of [0.01, 0.05, 0.09]) {
      const silence = new Silence(beats(3));
      silence.forget(0);
      silence.heard(1); // the watcher ticks so much later than the node beats
      const ticks = [0, 1, 2, 3, 4].filter((k) => silence.judge(1 + late + k * 0.1));
      expect(ticks).toEqual([3]);
      const { min, max } = detectionLaw({ ...beats(3), judged: "at own tick" });
      expect(0.3 + late - 0.1).toBeGreaterThan(min); // a death just before the beat that is missing
      expect(0.3 + late).toBeLessThan(max);
    }
  });

  test("three silent intervals of the last five, in a row or not; one that was heard leaves the window in time", () => {
    const silence = new Silence(beats(3, 5));
    silence.forget(0);
    let k = 0;
    const opinions = [...".x.xx......"].map((beat) => {
      if (beat === ".") silence.heard(k + 0.5);
      silence.judge(++k);
      return silence.opinion;
    });
    const [a, s, d] = ["alive", "suspect", "dead"];
    //                      .  x  .  x  x  .  .  .  .  .  .
    expect(opinions).toEqual([a, s, s, s, d, d, s, s, s, a, a]);
  });

  test.each([
    [3, undefined],
    [3, 5],
  ])("%s of %s lost: false verdicts as often as the law says", (misses, of) => {
    const silence = new Silence(beats(misses, of ?? misses));
    const isLost = tosses(0.3);
    silence.forget(0);
    let verdicts = 0;
    const intervals = 400_000;
    for (let k = 0; k < intervals; k++) {
      if (!isLost()) silence.heard(k + 0.5);
      if (silence.judge(k + 1) && silence.opinion === "dead") verdicts++;
    }
    const expected = falseSuspicionRate(beats(misses, of), 0.3) * 0.1 * intervals;
    expect(Math.abs(verdicts - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });
});

describe("OPTIONS", () => {
  test("two unanswered in a row are dead, three answered in a row are back", () => {
    const inquiry = new Inquiry({ misses: 2, answers: 3 });
    const opinions = [..."x.xx..x..."].map((fate) => {
      const number = inquiry.ask();
      const changed = fate === "." ? inquiry.answered(number) : inquiry.timedOut(number, true);
      return `${inquiry.opinion}${changed ? "!" : ""}`;
    });
    expect(opinions).toEqual([
      ...["suspect", "alive", "suspect", "dead!", "dead", "dead", "dead", "dead", "dead", "alive!"],
    ]);
  });

  test("an answer after the time-out, and a time-out after the answer, say nothing", () => {
    const inquiry = new Inquiry({ misses: 1, answers: 1 });
    const late = inquiry.ask();
    const inTime = inquiry.ask();
    expect([inquiry.timedOut(late, true), inquiry.answered(late), inquiry.opinion]).toEqual([true, false, "dead"]);
    expect([inquiry.answered(inTime), inquiry.timedOut(inTime, true), inquiry.opinion]).toEqual([true, false, "alive"]);
  });

  test("a watcher that does not work judges nobody", () => {
    const inquiry = new Inquiry({ misses: 1, answers: 1 });
    expect([inquiry.timedOut(inquiry.ask(), false), inquiry.opinion]).toEqual([false, "alive"]);
  });

  test("false verdicts as often as the law says", () => {
    const options = { kind: "options" as const, interval: 0.5, timeout: 0.2, misses: 3, answers: 2 };
    const inquiry = new Inquiry(options);
    const [thither, back] = [tosses(0.2), tosses(0.2)];
    for (let i = 0; i < 1000; i++) back(); // another part of the same sequence
    let verdicts = 0;
    const requests = 200_000;
    for (let k = 0; k < requests; k++) {
      const number = inquiry.ask();
      if (thither() || back()) verdicts += Number(inquiry.timedOut(number, true));
      else inquiry.answered(number);
    }
    const expected = falseSuspicionRate(options, 0.2) * options.interval * requests;
    expect(Math.abs(verdicts - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });
});

/**
 * Kamailio 5.6.3, dispatcher with pings every second, tm's fr_timer and a threshold: from the death of a proxy, so long after the last ping, until
 * `dispatcher:dst-down` [s]. Nine of eighteen runs on real servers (2026), those with a dead process first.
 */
test.each([
  [2, 1, 0.1905, 2.8083],
  [2, 1, 0.0995, 2.8957],
  [2, 1, 0.0915, 2.9083],
  [2, 1, 0.795, 2.2058],
  [2, 1, 0.6901, 2.31],
  [2, 1, 0.0675, 2.9323],
  [0.5, 3, 0.5763, 2.9279],
  [0.5, 3, 0.0902, 3.4094],
  [0.5, 3, 0.6844, 2.8151],
])(
  "a director marks a proxy as a real one did: fr_timer %f s, threshold %d, %f s after a ping",
  (timeout, misses, since, marked) => {
    const inquiry = new Inquiry({ misses, answers: 1 });
    const due: [at: number, number: number][] = [];
    for (let at = 1 - since; ; at++) {
      while (due.length > 0 && due[0]![0] < at) {
        const [now, number] = due.shift()!;
        if (!inquiry.timedOut(number, true)) continue;
        expect(Math.abs(now - marked)).toBeLessThan(0.01);
        return;
      }
      due.push([at + timeout, inquiry.ask()]);
    }
  },
);

describe("polling", () => {
  /** A check all of whose tries have the given fates: what follows each. */
  const check = (checks: Checks, fates: string) =>
    [...fates].map((fate) => (fate === "." ? checks.accepted(checks.try()) : checks.failed(checks.try(), true)));

  test("dead when a try and its retries have failed, after so long as the law says", () => {
    const described = {
      kind: "poll" as const,
      interval: 1,
      timeout: 0.25,
      retries: 2,
      retryDelay: 0.3,
      fall: 1,
      rise: 1,
    };
    const checks = new Checks(described);
    let now = 0;
    expect(checks.begins()).toBe(true);
    for (;;) {
      const serial = checks.try();
      now += described.timeout;
      const follows = checks.failed(serial, true);
      if (follows === "dead") break;
      expect([follows, checks.opinion, checks.begins()]).toEqual(["try again", "suspect", false]);
      now += described.retryDelay;
    }
    expect(now).toBeCloseTo(detectionLaw(described).min, 12); // a death just before its check
    expect(now + described.interval).toBeCloseTo(detectionLaw(described).max, 12);
  });

  test("a success on the last try makes it alive; one check that fails after another is no news; one success is", () => {
    const checks = new Checks({ retries: 1, fall: 1, rise: 1 });
    checks.begins();
    expect([check(checks, "x."), checks.opinion]).toEqual([["try again", "over"], "alive"]);
    checks.begins();
    expect([check(checks, "xx"), checks.opinion]).toEqual([["try again", "dead"], "dead"]);
    checks.begins();
    expect([check(checks, "xx"), checks.opinion]).toEqual([["try again", "over"], "dead"]);
    checks.begins();
    expect([check(checks, "."), checks.opinion]).toEqual([["back"], "alive"]);
  });

  test("so many checks in a row find it dead, or back, and one that disagrees begins them anew", () => {
    const checks = new Checks({ retries: 0, fall: 3, rise: 2 });
    const follows = [..."xx.xxx.x.."].flatMap((fate) => (checks.begins() ? check(checks, fate) : "under way"));
    expect(follows.join(" ")).toBe("over over over over over dead over over over back");
    expect([checks.opinion, checks.isInDoubt]).toEqual(["alive", false]);
  });

  test("answer and time-out of a try that is over say nothing, and a watcher that starts again forgets", () => {
    const checks = new Checks({ retries: 0, fall: 1, rise: 1 });
    checks.begins();
    const serial = checks.try();
    expect([checks.failed(serial, true), checks.accepted(serial), checks.failed(serial, true)]).toEqual([
      "dead",
      "nothing",
      "nothing",
    ]);
    checks.begins();
    const cut = checks.try();
    expect([checks.forget(), checks.opinion, checks.failed(cut, true), checks.begins()]).toEqual([
      true,
      "alive",
      "nothing",
      true,
    ]);
  });
});

describe("VRRP", () => {
  const PRIORITIES = [255, 120, 110, 100] as const;
  /** One of several with different priorities, 255 the first. */
  const router = (rank: number, routers: number, preempt: boolean) =>
    new VirtualRouter(
      rank,
      {
        priorities: PRIORITIES.slice(0, routers).map((priority) => [priority, priority]),
        ipAddresses: PRIORITIES.map((_, i) => i),
      },
      { preempt },
    );

  test("skew and master-down interval by hand (RFC 3768 §6.1, RFC 5798 §6.1), and the bounds of the law", () => {
    const second = { version: 2, advertisement: 1 } as const;
    expect([skew(second, 254), skew(second, 128)]).toEqual([2 / 256, 0.5]);
    expect(masterDownInterval(second, 128)).toBe(3.5);
    expect(masterDownInterval({ version: 3, advertisement: 0.1 }, 128)).toBeCloseTo(0.35, 12);
    const law = detectionLaw({ kind: "vrrp", ...second, priority: 100 });
    expect(masterDownInterval(second, 100)).toBeCloseTo(law.max, 12);
  });

  test("the first backup becomes master; the owner that returns takes over, and is back", () => {
    const [owner, first, last] = [0, 1, 2].map((rank) => router(rank, 3, true));
    expect([owner!.isMaster, first!.isMaster, last!.isMaster]).toEqual([true, false, false]);
    expect([first!.heard(0, LIVING, 0), last!.heard(0, LIVING, 0)]).toEqual(["alive", "alive"]);
    expect([first!.become(), first!.isMaster]).toEqual([[0], true]); // the owner has died
    expect([last!.heard(1, LIVING, 0), last!.isMaster]).toEqual(["alive", false]);
    owner!.startAgain();
    expect([owner!.isMaster, owner!.isContested(1, LIVING), owner!.heard(1, LIVING, 0)]).toEqual([
      true,
      true,
      "nothing",
    ]);
    expect([first!.heard(0, LIVING, 0), first!.isMaster]).toEqual(["back", false]);
    expect([last!.heard(0, LIVING, 0), first!.heard(2, LIVING, 0)]).toEqual(["alive", "nothing"]);
  });

  test("a backup whose predecessors have all fallen silent considers each of them down, once", () => {
    const last = router(2, 4, true);
    expect([last.become(), last.tellAgain()]).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect([last.heard(1, LIVING, 0), last.isMaster, last.tellAgain()]).toEqual(["back", false, []]);
    expect(last.become()).toEqual([1, 0]); // a process that started as backup knew of nobody
  });

  test("without preemption the owner that returns is a backup of whoever is master, and finds that one dead after it", () => {
    const owner = router(0, 2, false);
    owner.startAgain();
    expect([owner.isMaster, owner.heard(1, LIVING, 0)]).toEqual([false, "alive"]);
    expect([owner.become(), owner.isMaster, owner.heard(1, LIVING, 0)]).toEqual([[1], true, "nothing"]);
  });

  test("a master whose process is found dead resigns, its backups wait their skew; until its process is back it is deaf", () => {
    const [owner, backup] = [router(0, 2, true), router(1, 2, true)];
    expect([owner.looked(true), owner.looked(false), owner.looked(false)]).toEqual(["nothing", "resign", "nothing"]);
    expect([owner.isMaster, owner.heard(1, LIVING, 0), backup.heard(0, RESIGNING, 0)]).toEqual([
      false,
      "nothing",
      "skew",
    ]);
    expect([backup.looked(false), backup.looked(true), owner.looked(true)]).toEqual(["stop", "wait", "wait"]);
  });

  test("what was scheduled in a term before is none: every change of the term is a new one", () => {
    const owner = router(0, 2, true);
    const terms = [owner.term];
    for (const change of [() => owner.startAgain(), () => owner.looked(false), () => owner.startAgain()]) {
      change();
      terms.push(owner.term);
    }
    expect(terms).toEqual([1, 3, 4, 5]);
  });
});

describe("Totem", () => {
  const ring = (nodes: number) => Array.from({ length: nodes }, (_, i) => new Member(i, nodes));
  const bits = (...nodes: number[]) => nodes.reduce((set, node) => set | (1 << node), 0);

  test("the token goes round in order; a copy of it, and one of another ring, is none", () => {
    const members = ring(3);
    expect(members.map(({ next, isLowest }) => [next, isLowest])).toEqual([
      [1, true],
      [2, false],
      [0, false],
    ]);
    expect([members[0]!.passesOn(), members[0]!.token]).toEqual([true, 1]);
    expect([members[1]!.sees(0, 1), members[1]!.sees(0, 1), members[1]!.sees(1, 2)]).toEqual([true, false, false]);
  });

  test("token numbers begin again after 127, and a late copy is told from a new round", () => {
    const [first, second] = ring(2);
    for (let round = 1; round < 300; round++) {
      first!.passesOn();
      expect([second!.sees(0, first!.token), second!.sees(0, (first!.token + 127) % 128)]).toEqual([true, false]);
      second!.passesOn();
      expect(first!.sees(0, second!.token)).toBe(true);
    }
  });

  test("token lost, joins, consensus: those that answered form a ring without the dead, and know who it is", () => {
    const [first, dead, third] = ring(3);
    expect([third!.gathers(), third!.gathers(), third!.passesOn()]).toEqual([true, false, false]);
    expect([first!.hearsJoin(2, third!.ringSaid), third!.hearsJoin(0, first!.ringSaid)]).toEqual([true, false]);
    for (const survivor of [first!, third!]) {
      expect(survivor.installs()).toEqual({ missing: bits(1), back: 0 });
      expect([nodesIn(survivor.members), survivor.ring]).toEqual([[0, 2], 1]);
    }
    expect([first!.next, third!.next]).toEqual([2, 0]);
    // It starts again, calls all together, and is back with everybody.
    dead!.startsAgain();
    expect(dead!.callsTogether()).toBe(true);
    for (const [i, member] of [first!, third!].entries()) {
      expect(member.hearsJoin(1, dead!.ringSaid)).toBe(true);
      member.hearsJoin(2 - 2 * i, 1);
      dead!.hearsJoin(2 * i, member.ringSaid);
    }
    expect([first!, third!].map((member) => member.installs())).toEqual([
      { missing: 0, back: bits(1) },
      { missing: 0, back: bits(1) },
    ]);
    expect([dead!.installs(), dead!.ring, first!.ring]).toEqual([{ missing: 0, back: bits(0, 2) }, 2, 2]);
  });

  test("a join names whom its sender knows: who is new is called, once", () => {
    const member = new Member(0, 4);
    member.gathers();
    member.hearsJoin(1, 0);
    member.installs(); // alone with 1
    member.gathers();
    expect([nodesIn(member.outside), nodesIn(member.newAmong(bits(1, 2, 3))), member.newAmong(bits(2, 3))]).toEqual([
      [2, 3],
      [2, 3],
      0,
    ]);
  });

  test("whom a supervisor has reported is back with the next ring", () => {
    const [first] = ring(2);
    first!.isToldOf(1);
    first!.hearsJoin(1, 0);
    expect(first!.installs()).toEqual({ missing: 0, back: bits(1) });
  });
});
