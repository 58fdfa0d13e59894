/** Which calls move when a proxy leaves the list of a director. */
import { expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { envelopeOf, messageOf, subjectOf } from "../../src/network/message.ts";
import { Network } from "../../src/network/network.ts";
import { Stream } from "../../src/random/stream.ts";
import type { DirectorPolicy } from "../../src/service/description.ts";
import { Director } from "../../src/sip/director.ts";
import { Kind } from "../../src/sip/message.ts";

const CALLS = 20_000;
const DIRECTOR = 2;

/** Where the INVITE of each call goes, before a proxy is removed and after it. */
function moves(policy: DirectorPolicy, proxies: number, removed: number): { before: number[]; after: number[] } {
  const engine = new Kernel();
  const hosts = Array.from({ length: proxies }, (_, i) => 3 + i);
  const network = new Network({
    engine,
    options: { delay: 0, loss: 0 },
    hosts: 3 + proxies,
    virtualAddresses: 1,
    random: new Stream("loss", 1),
    lost: () => {},
    apart: undefined,
  });
  const nothing = () => {};
  const director = new Director({
    network,
    endpoints: { callers: 0, callees: 1 },
    upstream: () => 0,
    policy,
    proxies: hosts,
    proxyFor: null,
    transactions: [],
    recordRoute: false,
    lost: nothing,
    servedAt: nothing,
    answered: nothing,
  });
  const dispatched = () => {
    const to: number[] = [];
    for (const host of hosts)
      network.connect(host, (message) => {
        to[subjectOf(message)] = host;
      });
    for (let call = 0; call < CALLS; call++)
      director.serve(DIRECTOR, messageOf(Kind.INVITE, call), envelopeOf(3 + proxies, 0));
    engine.run(engine.now + 1);
    return to;
  };
  const before = dispatched();
  director.remove(DIRECTOR, hosts[removed]!);
  return { before, after: dispatched() };
}

/** Within four standard deviations of a share among all calls. */
const near = (count: number, share: number) =>
  expect(Math.abs(count - CALLS * share)).toBeLessThanOrEqual(4 * Math.sqrt(CALLS * share * (1 - share)));

test.each([
  [2, 0],
  [3, 1],
  [5, 4],
])("of %d proxies consistent hashing moves the calls of the removed one and no others: 1/n", (n, removed) => {
  const { before, after } = moves("consistent hash", n, removed);
  const moved = before.flatMap((host, call) => (host === after[call] ? [] : [host]));
  expect(new Set(moved)).toEqual(new Set([3 + removed]));
  near(moved.length, 1 / n);
  for (let i = 0; i < n; i++) near(before.filter((host) => host === 3 + i).length, 1 / n);
  for (let i = 0; i < n; i++) if (i !== removed) near(after.filter((host) => host === 3 + i).length, 1 / (n - 1));
});

test.each([
  [2, 1],
  [3, 2],
  [5, 4],
])("of %d proxies the hash modulo their number moves (n − 1)/n of all calls when the last is removed", (n, removed) => {
  // h mod n = h mod (n − 1) for n − 1 of the n(n − 1) pairs of remainders.
  const { before, after } = moves("call-id hash", n, removed);
  near(before.filter((host, call) => host !== after[call]).length, (n - 1) / n);
});
