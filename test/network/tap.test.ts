/** The tap hears of every message once when it is sent and once of its fate, and changes nothing. */
import { expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { Fingerprint } from "../../src/kernel/trace.ts";
import { behindDirectors, calls, kill, paced, poll, scenario, standbyGroup, worldOf } from "../architecture/fixture.ts";

const stories = {
  "a lossy network and a death": scenario(standbyGroup(2, 1), {
    network: { loss: 0.05 },
    traffic: { calls: calls(paced(50, { count: 100 })), retransmission: true },
    faults: [kill("A", 1)],
  }),
  "a database asked by TCP over a lossy network": scenario(behindDirectors(2, { health: poll() }), {
    network: { loss: 0.05 },
    traffic: { calls: calls(paced(50, { count: 100 })) },
    faults: [kill("DB", 1, "process"), kill("P1", 1.5, "link")],
  }),
};

for (const [name, story] of Object.entries(stories))
  test(`${name}: what was sent has arrived or was lost, or is on its way; the run is the same without a tap`, () => {
    let announced = 0;
    const untapped = new Fingerprint();
    const tapped = new Fingerprint();
    const seen = { sent: 0, arrived: 0, linkLoss: 0, unreachable: 0, partition: 0, flowMissing: 0 };
    let world = worldOf(story, new Kernel());
    for (const print of [untapped, tapped]) {
      const engine = new Kernel();
      world = worldOf(story, engine);
      world.start(0);
      engine.observe(print.observe);
      if (print === tapped)
        world.network.tap = {
          sent: () => seen.sent++,
          arrived: () => seen.arrived++,
          lost: (_message, _envelope, reason) => seen[reason]++,
          announced: () => announced++,
        };
      engine.run(4);
    }
    expect(`${tapped}`).toBe(`${untapped}`);
    const takeovers = world.failovers.failovers.filter(({ announcedAt }) => !Number.isNaN(announcedAt));
    expect(announced, "one gratuitous ARP for each takeover's address").toBe(takeovers.length);
    expect(seen.linkLoss / seen.sent).toBeGreaterThan(0.03);
    expect(seen.linkLoss / seen.sent).toBeLessThan(0.07);
    expect(seen.unreachable).toBeGreaterThan(0);
    const onItsWay = seen.sent - seen.arrived - seen.linkLoss - seen.unreachable;
    expect(onItsWay).toBeGreaterThanOrEqual(0);
    expect(onItsWay).toBeLessThan(10);
  });
