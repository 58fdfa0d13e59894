/**
 * The times of real daemons beside the laws: Keepalived, corosync with votequorum, Redis Sentinel and HAProxy, each in network namespaces of its own. A daemon
 * is never earlier than its law; how much later it may be depends on the machine.
 */
import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { detectionLaw, processDeathLaw } from "../../src/detectors/analysed.ts";
import type { Detector } from "../../src/detectors/description.ts";
import { looking } from "../../src/detectors/vrrp/description/track.ts";
import { Lab, lacks } from "./lab.ts";

/** How much later than its law a daemon may be on a busy machine [s]. */
const LATE = 1.5;

const labs: Lab[] = [];
const labOf = (hosts: ConstructorParameters<typeof Lab>[0]): Lab => {
  labs.push(new Lab(hosts));
  return labs.at(-1)!;
};
afterAll(async () => {
  for (const lab of labs) await lab.end();
});

const now = (): number => performance.now() / 1000;

/** Collects what a program says, and tells when it first says something from now on [s]. */
function ears(child: ChildProcess) {
  let said = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout!, child.stderr!])
    stream.on("data", (text) => {
      said += text;
      for (const hears of [...waiting]) hears();
    });
  return {
    text: () => said,
    /** When it says so, or NaN if it does not within a time [s]. */
    hears: (what: RegExp, within = 20): Promise<number> => {
      const from = said.length;
      return new Promise((done) => {
        const over = setTimeout(() => finish(Number.NaN), within * 1000);
        const listen = () => {
          if (what.test(said.slice(from))) finish(now());
        };
        const finish = (at: number) => {
          clearTimeout(over);
          waiting.delete(listen);
          done(at);
        };
        waiting.add(listen);
      });
    },
  };
}

/** Says which test is left out, and why. */
const lab = (name: string, programs: readonly string[], run: () => Promise<void>): void => {
  const absent = lacks(...programs);
  test.skipIf(absent !== undefined)(absent === undefined ? name : `${name} (left out: needs ${absent})`, run, 60_000);
};

/** A pair under Keepalived with the defaults of its package, but for what its script looks at. */
async function keepalived(check: { interval: number; fall: number; weight: number }) {
  const hosts = labOf({ a: ["10.8.0.1"], b: ["10.8.0.2"] });
  const dead = join(hosts.folder, "dead");
  const started = ["a", "b"].map((host) => {
    const file = join(hosts.folder, `${host}.conf`);
    writeFileSync(
      file,
      `global_defs {
  enable_script_security
  script_user root
}
vrrp_script check {
  script "/usr/bin/test ! -e ${host === "a" ? dead : "/nowhere"}"
  interval ${check.interval}
  fall ${check.fall}
  weight ${check.weight}
}
vrrp_instance v {
  interface eth0
  virtual_router_id 51
  priority ${host === "a" ? 150 : 100}
  track_script {
    check
  }
  virtual_ipaddress {
    10.8.0.100/24
  }
}
`,
    );
    const pids = ["-p", "-r", "-c"].flatMap((option) => [option, join(hosts.folder, `${host}${option}.pid`)]);
    return ears(hosts.start(host, "keepalived", "-n", "-l", "-D", "-P", "-f", file, ...pids));
  });
  const [a, b] = started as [ReturnType<typeof ears>, ReturnType<typeof ears>];
  await a.hears(/Entering MASTER STATE/);
  await sleep(300 + 1700 * Math.random()); // the phase of the checks
  return { a, b, dies: () => writeFileSync(dead, "") };
}

lab("Keepalived: three looks every 2 s that fail make it 4 to 6 s, and the skew", ["keepalived"], async () => {
  const { b, dies } = await keepalived({ interval: 2, fall: 3, weight: 0 });
  const track = { ...looking(2), fall: 3 };
  const law = processDeathLaw({
    kind: "vrrp",
    version: 2,
    advertisement: 1,
    priority: 100,
    masterPriority: 150,
    track,
  });
  const heard = b.hears(/Entering MASTER STATE/);
  const at = now();
  dies();
  const took = (await heard) - at;
  expect([law.min, law.max]).toEqual([4 + 156 / 256, 6 + 156 / 256]);
  expect(took).toBeGreaterThan(law.min - 0.05);
  expect(took).toBeLessThan(law.max + LATE);
});

lab(
  "Keepalived: with a weight smaller than the distance of the priorities nobody takes over",
  ["keepalived"],
  async () => {
    const { a, b, dies } = await keepalived({ interval: 1, fall: 2, weight: -5 });
    const lowered = a.hears(/effective priority from 150 to 145/);
    const taken = b.hears(/Entering MASTER STATE/, 8);
    dies();
    expect(await lowered).not.toBeNaN();
    expect(await taken).toBeNaN();
    const track = { ...looking(1), fall: 2, weight: -5 };
    const timers = { kind: "vrrp", version: 2, advertisement: 1, priority: 100, masterPriority: 150, track } as const;
    expect(() => processDeathLaw(timers)).toThrow(/nobody takes over/);
  },
);

lab("corosync: a minority loses its quorum, token and consensus after it was cut off", ["corosync"], async () => {
  const [token, hosts] = [0.5, labOf({ a: ["10.8.1.1"], b: ["10.8.1.2"], c: ["10.8.1.3"] })];
  const nodes = [1, 2, 3].map((id) => `node {\n ring0_addr: 10.8.1.${id}\n name: n${id}\n nodeid: ${id}\n}\n`).join("");
  const logs = ["a", "b", "c"].map((host) => {
    const folder = join(hosts.folder, host);
    for (const part of ["", "state", "run"]) mkdirSync(join(folder, part));
    writeFileSync(
      join(folder, "corosync.conf"),
      `totem {
 version: 2
 cluster_name: lab
 transport: udpu
 token: ${token * 1000}
 token_coefficient: 0
}
nodelist {
${nodes}}
quorum {
 provider: corosync_votequorum
}
logging {
 to_stderr: yes
 to_syslog: no
}
system {
 state_dir: ${folder}/state
}
`,
    );
    // A memory and a /run of its own, where corosync keeps its sockets.
    const script = `mount -t tmpfs none /dev/shm; mount --bind ${folder}/run /run; exec corosync -f -c ${folder}/corosync.conf`;
    return ears(hosts.start(host, "unshare", "-m", "--ipc", "sh", "-c", script));
  });
  const members = logs.map(({ hears }) => hears(/Members\[3\]/));
  for (const member of members) expect(await member).not.toBeNaN();
  await sleep(1500);
  const [majority, , minority] = logs as [ReturnType<typeof ears>, unknown, ReturnType<typeof ears>];
  const alone = minority.hears(/non-primary component and will NOT provide/);
  const left = majority.hears(/Members\[2\]: 1 2/);
  const at = now();
  hosts.plug("c", false);
  const totem: Detector = { kind: "totem", token, consensus: 1.2 * token, reform: 0, hold: 0.06 * token };
  const law = detectionLaw(totem, { delay: 0, loss: 0 });
  for (const took of [(await alone) - at, (await left) - at]) {
    expect(took).toBeGreaterThan(law.min - 0.05);
    expect(took).toBeLessThan(law.max + LATE);
  }
  expect(majority.text().slice(-2000)).not.toMatch(/will NOT provide/);
});

lab(
  "Redis Sentinel: down-after, then a majority promotes the replica",
  ["redis-server", "redis-sentinel"],
  async () => {
    const [patience, hosts] = [3, labOf({ a: ["10.8.2.1"], b: ["10.8.2.2"], c: ["10.8.2.3"] })];
    const redis = (host: string, ...parts: string[]) =>
      hosts.start(host, "redis-server", "--save", "", "--protected-mode", "no", "--dir", hosts.folder, ...parts);
    const primary = redis("a", "--bind", "10.8.2.1");
    redis("b", "--bind", "10.8.2.2", "--replicaof", "10.8.2.1 6379");
    await sleep(1500);
    const sentinels = ["a", "b", "c"].map((host, i) => {
      const file = join(hosts.folder, `sentinel-${host}.conf`);
      writeFileSync(
        file,
        `bind 10.8.2.${i + 1}
protected-mode no
sentinel monitor m 10.8.2.1 6379 2
sentinel down-after-milliseconds m ${patience * 1000}
`,
      );
      return ears(hosts.start(host, "redis-sentinel", file));
    });
    await sleep(5000); // they hear of the replica, and of each other every 2 s
    const suspected = sentinels.map(({ hears }) => hears(/\+sdown master m/));
    const promoted = Promise.race(
      sentinels.map(({ hears }) => hears(/\+switch-master m 10.8.2.1 6379 10.8.2.2 6379/, 30)),
    );
    const at = now();
    await hosts.kill(primary);
    // A ping a second; the last answer is not older than that.
    const law = detectionLaw({ kind: "heartbeat", interval: 1, misses: patience, judged: "at timeout" });
    for (const suspicion of suspected) {
      const took = (await suspicion) - at;
      expect(took).toBeGreaterThan(law.min - 0.1);
      expect(took).toBeLessThan(law.max + LATE);
    }
    expect((await promoted) - at).toBeGreaterThan(law.min);
  },
);

lab("HAProxy: fall checks every inter, refused at once by a dead process", ["haproxy"], async () => {
  const [interval, fall] = [1, 3];
  const hosts = labOf({ a: ["10.8.3.1"], b: ["10.8.3.2"] });
  const listens = "require('node:net').createServer((socket) => socket.end()).listen(7000, '10.8.3.2')";
  const server = hosts.start("b", process.execPath, "-e", listens);
  const file = join(hosts.folder, "haproxy.cfg");
  writeFileSync(
    file,
    `global
  log stdout format raw local0
defaults
  mode tcp
  log global
  timeout connect 5s
  timeout client 50s
  timeout server 50s
listen l
  bind 10.8.3.1:8000
  server s 10.8.3.2:7000 check inter ${interval}s fall ${fall}
`,
  );
  const haproxy = ears(hosts.start("a", "haproxy", "-db", "-f", file));
  await sleep(3000 + 1000 * Math.random());
  const heard = haproxy.hears(/Server l\/s is DOWN/);
  const at = now();
  await hosts.kill(server);
  const law = processDeathLaw({
    ...{ kind: "poll", interval, timeout: interval, retries: 0, retryDelay: 0 },
    ...{ fall, rise: 2, from: "end" },
  });
  const took = (await heard) - at;
  expect(took).toBeGreaterThan(law.min - 0.05);
  expect(took).toBeLessThan(law.max + LATE);
});
