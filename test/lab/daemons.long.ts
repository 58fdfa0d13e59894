/**
 * The times of real daemons beside the laws: Keepalived, corosync with votequorum, Pacemaker on it, Redis Sentinel, Galera and HAProxy, each in network namespaces of its own. A daemon
 * is never earlier than its law; how much later it may be depends on the machine.
 */
import { type ChildProcess, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
  test.skipIf(absent !== undefined)(absent === undefined ? name : `${name} (left out: needs ${absent})`, run, 120_000);
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
  "Keepalived: with a weight smaller than the difference between the priorities nobody takes over",
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

/** How long the agent of these resources takes to start one, at most [s]. */
const STARTS = 1;

/** Two nodes under Corosync and Pacemaker, with some stickiness, since without it a resource moves to balance the nodes; each of these resources is a process that sleeps, monitored every so often [s], and given up at its second failure. */
async function pacemaker(intervals: readonly number[]) {
  const hosts = labOf({ n1: ["10.8.4.1"], n2: ["10.8.4.2"] });
  const names = ["n1", "n2"];
  const resources = intervals.map(
    (interval, i) => `<primitive id="p${i}" class="ocf" provider="heartbeat" type="anything">
  <instance_attributes id="p${i}-a">
    <nvpair id="p${i}-b" name="binfile" value="/usr/bin/sleep"/>
    <nvpair id="p${i}-o" name="cmdline_options" value="100000"/>
    <nvpair id="p${i}-p" name="pidfile" value="/run/p${i}.pid"/>
  </instance_attributes>
  <operations><op id="p${i}-m" name="monitor" interval="${interval}s" timeout="20s"/></operations>
  <meta_attributes id="p${i}-t"><nvpair id="p${i}-mt" name="migration-threshold" value="2"/></meta_attributes>
</primitive>`,
  );
  const property = (name: string, value: string) => `<nvpair id="o-${name}" name="${name}" value="${value}"/>`;
  const cib = `<cib crm_feature_set="3.0.14" validate-with="pacemaker-3.0" epoch="1" num_updates="0" admin_epoch="0">
  <configuration>
    <crm_config><cluster_property_set id="options">
      ${property("stonith-enabled", "false")}${property("no-quorum-policy", "ignore")}${property("dc-deadtime", "3s")}
    </cluster_property_set></crm_config>
    <nodes/><resources>${resources.join("")}</resources><constraints/>
    <rsc_defaults><meta_attributes id="d">
      <nvpair id="d-s" name="resource-stickiness" value="100"/>
    </meta_attributes></rsc_defaults>
  </configuration>
  <status/>
</cib>
`;
  const nodes = names.map((name, i) => `node {\n ring0_addr: 10.8.4.${i + 1}\n name: ${name}\n nodeid: ${i + 1}\n}\n`);
  for (const name of names) {
    const folder = join(hosts.folder, name);
    for (const part of ["", "state", "run", "log", "lib", "lib/cib", "lib/pengine", "lib/blackbox", "lib/cores"])
      mkdirSync(join(folder, part));
    writeFileSync(join(folder, "lib/cib/cib.xml"), cib);
    writeFileSync(
      join(folder, "corosync.conf"),
      `totem {
 version: 2
 cluster_name: lab
 transport: udpu
 token: 1000
}
nodelist {
${nodes.join("")}}
quorum {
 provider: corosync_votequorum
 two_node: 1
 wait_for_all: 0
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
    // The process whose file is named in "kill…" dies: its number is one of this namespace's.
    const script = `hostname ${name}
chmod 755 ${hosts.folder} ${folder}
chown -R hacluster:haclient ${folder}/lib ${folder}/log
chmod 600 ${folder}/lib/cib/cib.xml
mount -t tmpfs none /dev/shm
mount --bind ${folder}/run /run
mkdir -p /run/lock /run/crm /run/resource-agents
chown hacluster:haclient /run/crm
mount --bind ${folder}/lib /var/lib/pacemaker
mount --bind ${folder}/log /var/log/pacemaker
corosync -f -c ${folder}/corosync.conf &
sleep 1
export PCMK_logfile=${folder}/log/pacemaker.log
pacemakerd -f &
while sleep 0.02; do
  for file in ${folder}/kill*; do
    if [ -s $file ]; then kill -9 $(cat $(cat $file)); rm $file; fi
  done
done`;
    hosts.start(name, "unshare", ..."-m --ipc --uts --pid --fork --kill-child --mount-proc sh -c".split(" "), script);
  }
  const numberOf = (host: string, i: number): string => {
    const file = join(hosts.folder, host, "run", `p${i}.pid`);
    return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  };
  /** Which host starts a resource anew, and when. */
  const started = async (i: number, known: readonly string[], until: number): Promise<{ host: string; at: number }> => {
    for (; now() < until; await sleep(5))
      for (const [n, host] of names.entries()) {
        const number = numberOf(host, i);
        if (number !== "" && number !== known[n]) return { host, at: now() };
      }
    return { host: "", at: Number.NaN };
  };
  const numbers = (i: number) => names.map((host) => numberOf(host, i));
  return {
    start: (i: number) => started(i, ["", ""], now() + 40),
    /** Kills the process of a resource where it runs. */
    kill: async (i: number, host: string, within: number) => {
      const known = numbers(i);
      const file = join(hosts.folder, host, `kill${i}`);
      writeFileSync(file, `/run/p${i}.pid`);
      while (existsSync(file)) await sleep(1);
      const at = now();
      const next = await started(i, known, at + within);
      return { host: next.host, took: next.at - at };
    },
  };
}

lab(
  "Pacemaker: a process that dies is found within its monitor's interval, started in place, and at its second failure elsewhere",
  ["corosync", "/usr/sbin/pacemakerd", "/usr/lib/ocf/resource.d/heartbeat/anything"],
  async () => {
    const intervals = [2, 6];
    const cluster = await pacemaker(intervals);
    await Promise.all(
      intervals.map(async (interval, i) => {
        const monitor = { interval, timeout: 20, asks: false };
        const timers = { kind: "totem", token: 1, consensus: 1.2, reform: 0.05, hold: 0.18, monitor } as const;
        const law = processDeathLaw(timers);
        expect([law.min, law.max]).toEqual([0, interval]);
        const { host: first } = await cluster.start(i);
        expect(first).not.toBe("");
        for (const [failure, goes] of [
          [1, first],
          [2, first === "n1" ? "n2" : "n1"],
        ] as const) {
          await sleep(1500 + 1000 * interval * Math.random()); // the phase of the monitor
          const { host, took } = await cluster.kill(i, first, interval + 10);
          expect([failure, host]).toEqual([failure, goes]);
          expect(took).toBeGreaterThan(law.min);
          expect(took).toBeLessThan(law.max + STARTS + LATE);
        }
      }),
    );
  },
);

/** Of a Redis primary, its replica and three Sentinels, each on a host of its own, how long after its death they suspect it, agree and have replaced it [s]. */
async function sentinels(patience: number, dies: "process" | "host") {
  const hosts = labOf({ p: ["10.8.2.1"], r: ["10.8.2.2"], a: ["10.8.2.3"], b: ["10.8.2.4"], c: ["10.8.2.5"] });
  const redis = (host: string, ...parts: string[]) =>
    hosts.start(host, "redis-server", "--save", "", "--protected-mode", "no", "--dir", hosts.folder, ...parts);
  const primary = redis("p", "--bind", "10.8.2.1");
  redis("r", "--bind", "10.8.2.2", "--replicaof", "10.8.2.1 6379");
  await sleep(1500);
  const watching = ["a", "b", "c"].map((host, i) => {
    const file = join(hosts.folder, `sentinel-${host}.conf`);
    writeFileSync(
      file,
      `bind 10.8.2.${i + 3}
protected-mode no
sentinel monitor m 10.8.2.1 6379 2
sentinel down-after-milliseconds m ${patience * 1000}
`,
    );
    return ears(hosts.start(host, "redis-sentinel", file));
  });
  await sleep(5000 + 1000 * Math.random()); // they hear of the replica, and of each other every 2 s
  const said = (what: RegExp) => watching.map(({ hears }) => hears(what));
  const suspected = said(/\+sdown master m/);
  const agreed = Promise.race(said(/\+odown master m/));
  const replaced = Promise.race(said(/\+switch-master m 10.8.2.1 6379 10.8.2.2 6379/));
  const at = now();
  if (dies === "process") await hosts.kill(primary);
  else hosts.plug("p", false);
  const [suspicions, agreement, switched] = await Promise.all([Promise.all(suspected), agreed, replaced]);
  return {
    suspicions: suspicions.map((time) => time - at).sort((x, y) => x - y),
    ...{ agreement: agreement - at, switched: switched - at },
  };
}

for (const dies of ["process", "host"] as const)
  lab(
    `Redis Sentinel, where a ${dies} dies: down-after, then a majority promotes the replica`,
    ["redis-server", "redis-sentinel"],
    async () => {
      const patience = 3;
      const { suspicions, agreement, switched } = await sentinels(patience, dies);
      // From the first ping that is not answered: at once where the connection is reset, else within a second; looks are up to 0.1 s apart.
      const law = detectionLaw({ kind: "heartbeat", interval: 1, misses: patience + 1, judged: "at timeout" });
      for (const suspicion of suspicions) {
        expect(suspicion).toBeGreaterThan(law.min - 0.1);
        expect(suspicion).toBeLessThan((dies === "host" ? law.max + 0.2 : patience + 0.2) + LATE);
      }
      expect(agreement).toBeGreaterThan(suspicions[1]! - 0.05); // of two of three
      expect(agreement).toBeLessThan(suspicions[1]! + 0.2 + LATE);
      // A second until the replica's next INFO, and looks before and after it.
      expect(switched - agreement).toBeGreaterThan(1);
      expect(switched - agreement).toBeLessThan(1.3 + LATE);
    },
  );

/** A cluster member says that it has heard from another at least once in this time [s] (evs.keepalive_period). */
const KEEPALIVE = 1;

lab(
  "Galera: a member that dies is suspected after evs.suspect_timeout, and excluded at one of the next checks",
  [
    ...["/usr/sbin/mariadbd", "/usr/bin/mariadb-install-db", "/usr/bin/wsrep_sst_rsync"],
    ...["/usr/lib/galera/libgalera_smm.so", "/usr/bin/rsync"],
  ],
  async () => {
    const replication = { suspect: 5, check: 0.5 };
    const addresses = { a: "10.8.5.1", b: "10.8.5.2", c: "10.8.5.3" };
    const hosts = labOf(Object.fromEntries(Object.entries(addresses).map(([host, address]) => [host, [address]])));
    const data = (host: string) => join(hosts.folder, `data-${host}`);
    for (const host of Object.keys(addresses)) mkdirSync(data(host));
    // As a user of its own: the transfer's rsync would not be let into what belongs to root.
    spawnSync("chown", ["mysql", hosts.folder, ...Object.keys(addresses).map(data)]);
    const own = ["--no-defaults", "--user=mysql"];
    const made = spawnSync("mariadb-install-db", [...own, `--datadir=${data("a")}`, "--skip-test-db"]);
    expect(made.status).toBe(0);
    const member = (host: keyof typeof addresses, group: string, ...parts: string[]) => {
      const options = {
        ...{ datadir: data(host), socket: join(hosts.folder, `${host}.sock`), "bind-address": addresses[host] },
        ...{ "pid-file": join(hosts.folder, `${host}.pid`), "innodb-buffer-pool-size": "16M" },
        ...{ "innodb-log-file-size": "8M", "innodb-autoinc-lock-mode": "2", "binlog-format": "ROW" },
        ...{ "wsrep-on": "ON", "wsrep-provider": "/usr/lib/galera/libgalera_smm.so", "wsrep-sst-method": "rsync" },
        ...{ "wsrep-cluster-name": "lab", "wsrep-cluster-address": `gcomm://${group}` },
        ...{ "wsrep-node-address": addresses[host], "wsrep-provider-options": "gcache.size=4M" },
      };
      const said = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
      const child = hosts.start(host, "mariadbd", ...own, ...said, ...parts);
      return { child, ...ears(child) };
    };
    const ready = /Synchronized with group, ready for connections/;
    const a = member("a", "", "--wsrep-new-cluster");
    expect(await a.hears(ready, 30)).not.toBeNaN();
    const b = member("b", addresses.a);
    expect(await b.hears(ready, 30)).not.toBeNaN();
    const c = member("c", addresses.a);
    expect(await c.hears(ready, 30)).not.toBeNaN();
    await sleep(1500 + 1000 * Math.random());
    const suspected = [a, b].map(({ hears }) => hears(/suspecting node/));
    const excluded = [a, b].map(({ hears }) => hears(/view\(view_id\(PRIM/));
    const at = now();
    await hosts.kill(c.child);
    const first = Math.min(...(await Promise.all(suspected))) - at;
    expect(first).toBeGreaterThan(replication.suspect - KEEPALIVE - 0.05);
    expect(first).toBeLessThan(replication.suspect + replication.check + LATE);
    // One check more until the other survivor suspects it too, and one until they agree.
    for (const view of excluded) {
      const took = (await view) - at;
      expect(took).toBeGreaterThan(first);
      expect(took).toBeLessThan(first + 2 * replication.check + LATE);
    }
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
