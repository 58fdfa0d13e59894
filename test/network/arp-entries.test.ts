/** How long neighbours believe what is no longer so. */
import { expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { Impairment } from "../../src/network/links.ts";
import { Network } from "../../src/network/network.ts";
import { Stream } from "../../src/random/stream.ts";

/** Hosts 0 to 3 on one LAN, one virtual address, number 4, whose entries live 3 s. */
function lan() {
  const engine = new Kernel();
  const way = { delay: 1e-3, loss: 0 };
  const sites = { siteOf: new Int32Array(4), ways: [[way]] };
  const network = new Network({
    engine,
    options: way,
    hosts: 4,
    virtualAddresses: 1,
    random: new Stream("loss", 1),
    lost: () => {},
    apart: { sites, breaks: true },
  });
  network.entries.live(4, { sample: () => 3 });
  network.assign(4, 0);
  const at = (time: number, act: () => void) => engine.at(time, engine.register("act", act), 0, 0);
  const believedBy = (observer: number, time: number): number => {
    if (time > engine.now) engine.run(time);
    return network.addresses.believed[observer]![4]!;
  };
  return { network, at, believedBy };
}

const halves: Impairment = { kind: "partition", groupOf: Int32Array.of(0, 0, 1, 1) };

test("an address that moves without a word is found when the entry has run out", () => {
  const { network, at, believedBy } = lan();
  at(1, () => network.plug(0, false));
  at(2, () => network.configure(4, 1));
  expect(believedBy(3, 4.999)).toBe(0);
  expect(believedBy(3, 5.001)).toBe(1);
});

test("so is one whose owner gives it up to another that had it as well", () => {
  const { network, at, believedBy } = lan();
  at(1, () => network.configure(4, 1));
  at(2, () => network.release(4, 0));
  expect(believedBy(3, 4.999)).toBe(0);
  expect(believedBy(3, 5.001)).toBe(1);
});

test("a gratuitous ARP needs no more than a hop; an owner that is back in time is believed on", () => {
  const { network, at, believedBy } = lan();
  at(1, () => {
    network.release(4, 0);
    network.configure(4, 1);
    network.announce(4, 1);
  });
  expect(believedBy(3, 1.002)).toBe(1);
  at(2, () => {
    network.release(4, 1);
    network.configure(4, 2);
  });
  at(4, () => {
    network.release(4, 2);
    network.configure(4, 1);
  });
  expect(believedBy(3, 20)).toBe(1);
});

test("after a short cut the old entry is as good as before; during a long one it runs out, and is asked for at once afterwards", () => {
  for (const [lasting, found] of [
    [2, 4],
    [6, 7],
  ] as const) {
    const { network, at, believedBy } = lan();
    at(1, () => network.impair(halves));
    at(1.5, () => {
      network.release(4, 0);
      network.configure(4, 1);
    });
    at(1 + lasting, () => network.mend(halves));
    expect(believedBy(3, found - 0.001)).toBe(0);
    expect(believedBy(3, found + 0.001)).toBe(1);
  }
});
