/** How long addresses wait for one of several VRRP backups, against routers played one by one here, advertisement by advertisement. */

import { expect, test } from "vitest";
import { Stream } from "../../../src/random/stream.ts";
import { some } from "../../long.ts";
import { failingIn } from "./elected-group.ts";

const MTTF = 400;
const MTTR = 80;

interface Group {
  readonly owners: number;
  readonly standbys: number;
  readonly version: 2 | 3;
  readonly advertisement: number;
  readonly priority: number;
  readonly crew?: number;
}

/** Share of time for which nobody has an address although its owner or a backup lives: of an owner, from 0, and of all nodes. */
function played({ owners, standbys, version, advertisement, priority, crew = Infinity }: Group, seconds: number) {
  const random = new Stream(`VRRP backups played/${owners}/${standbys}`, priority);
  const after = (mean: number) => mean * random.exponential();
  const unit = version === 2 ? 1 : advertisement;
  const waits = Array.from({ length: standbys }, (_, j) => {
    const own = Math.ceil((priority * (standbys - j)) / standbys);
    return 3 * advertisement + ((256 - own) / 256) * unit;
  });
  const lives = Array.from({ length: owners + standbys }, () => ({ isUp: true, next: after(MTTF) }));
  const broken: (typeof lives)[number][] = [];
  /** Of the router whose owner is node 0: itself, then its backups; who of them is master, since when, and when each backup last heard of one above it. */
  const routers = [lives[0]!, ...lives.slice(owners)];
  const heard = routers.map(() => 0);
  let [now, master, since, waited] = [0, 0, 0, 0];
  while (now < seconds) {
    const times = routers.map(({ isUp }, i) => {
      if (i === 0 || !isUp || i === master || (master >= 0 && master < i)) return Infinity;
      return heard[i]! + waits[i - 1]!;
    });
    const up = Math.min(...times);
    const life = lives.reduce((one, other) => (other.next < one.next ? other : one));
    const next = Math.min(up, life.next);
    if (master < 0 && routers.some(({ isUp }) => isUp)) waited += next - now;
    now = next;
    if (up < life.next) {
      [master, since] = [times.indexOf(up), now];
      continue;
    }
    const i = routers.indexOf(life);
    life.isUp = !life.isUp;
    if (!life.isUp) {
      life.next = Infinity;
      broken.push(life);
      if (i >= 0 && i === master) {
        const last = since + advertisement * Math.floor((now - since) / advertisement);
        for (let j = i + 1; j < routers.length; j++) heard[j] = Math.max(heard[j]!, last);
        master = -1;
      }
    } else {
      life.next = now + after(MTTF);
      broken.splice(broken.indexOf(life), 1);
      if (i >= 0) heard[i] = now;
      if (i === 0) [master, since] = [0, now];
    }
    for (const one of broken.slice(0, crew)) if (one.next === Infinity) one.next = now + after(MTTR);
  }
  return waited / seconds;
}

function byChain({ owners, standbys, version, advertisement, priority, crew }: Group): number {
  const detector = { kind: "vrrp", version, advertisement, priority } as const;
  const settings = crew === undefined ? {} : { crew: { name: "c", size: crew, priorities: [], preemptive: false } };
  return failingIn({ owners, standbys, mttf: MTTF, mttr: MTTR, detector }, settings)(undefined, ["detection"]);
}

test.each<Group>(
  some(
    [
      { owners: 1, standbys: 2, version: 2, advertisement: 1, priority: 254 },
      { owners: 2, standbys: 1, version: 2, advertisement: 1, priority: 254 },
      { owners: 2, standbys: 2, version: 2, advertisement: 1, priority: 254 },
      { owners: 2, standbys: 2, version: 2, advertisement: 0.5, priority: 254, crew: 2 },
      { owners: 1, standbys: 3, version: 3, advertisement: 1, priority: 200 },
    ],
    [1, 3, 4],
  ),
)("a later backup waits longer, and one that is back for a whole interval: %o", (group) => {
  const [truth, found] = [played(group, 4e7), byChain(group)];
  expect(Math.abs(found / truth - 1), `${found} against ${truth}`).toBeLessThan(0.02);
});
