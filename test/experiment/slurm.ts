/** Slurm on one node: munged, slurmctld and slurmd of the test's own, in a directory of its own, on the loopback. */
import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { newDirectory } from "./plans.ts";
import { pause } from "./process.ts";

const PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch"];
const PATH = `${process.env["PATH"]}:/usr/sbin:/sbin`;
const missing = PROGRAMS.filter(
  (name) => spawnSync("sh", ["-c", `command -v ${name}`], { env: { PATH } }).status !== 0,
);
export const hasSlurm = missing.length === 0 && process.getuid?.() === 0;
if (!hasSlurm)
  console.warn(`${missing.length > 0 ? `No ${missing.join(", ")} on this machine` : "Not root"}: Slurm was not tried.`);

export class SlurmNode implements AsyncDisposable {
  readonly directory = newDirectory();
  readonly #running: ChildProcess[] = [];

  static async start(): Promise<SlurmNode> {
    const node = new SlurmNode();
    try {
      await node.#start();
      return node;
    } catch (error) {
      await node[Symbol.asyncDispose]();
      throw error;
    }
  }

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, PATH, SLURM_CONF: this.#file("slurm.conf"), NO_COLOR: "1" };
  }

  #file(name: string): string {
    return join(this.directory, name);
  }

  async #start(): Promise<void> {
    for (const folder of ["state", "spool"]) mkdirSync(this.#file(folder));
    chmodSync(this.directory, 0o755);
    writeFileSync(this.#file("munge.key"), randomBytes(128), { mode: 0o400 });
    const [controllerPort, nodePort] = [await freePort(), await freePort()];
    writeFileSync(
      this.#file("slurm.conf"),
      `ClusterName=test
SlurmctldHost=${hostname()}(127.0.0.1)
SlurmctldPort=${controllerPort}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${this.#file("munge.socket")}
CredType=cred/munge
StateSaveLocation=${this.#file("state")}
SlurmdSpoolDir=${this.#file("spool")}
SlurmctldPidFile=${this.#file("slurmctld.pid")}
SlurmdPidFile=${this.#file("slurmd.pid")}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MailProg=/bin/true
ReturnToService=2
SchedulerParameters=sched_interval=1
NodeName=one NodeAddr=127.0.0.1 NodeHostname=${hostname()} Port=${nodePort} CPUs=2 RealMemory=200
PartitionName=all Nodes=one Default=YES MaxTime=INFINITE State=UP
`,
    );
    const munge = ["key-file", "socket", "pid-file", "log-file", "seed-file"].map(
      (option) => `--${option}=${this.#file(`munge.${option.replace("-file", "")}`)}`,
    );
    this.#spawn("munged", "--foreground", "--force", ...munge);
    await this.#until("munged", () => spawnSync("munge", ["-n", "-S", this.#file("munge.socket")]).status === 0);
    this.#spawn("slurmctld", "-D", "-c", "-f", this.#file("slurm.conf"));
    this.#spawn("slurmd", "-D", "-N", "one", "-f", this.#file("slurm.conf"));
    await this.#until("slurmd", () => /^idle/.test(this.ask("sinfo", "-h", "-o", "%T").stdout));
  }

  #spawn(program: string, ...words: string[]): void {
    const log = this.#file(`${program}.log`);
    const child = spawn("sh", ["-c", `exec ${program} "$@" >${log} 2>&1`, program, ...words], { env: this.env });
    this.#running.push(child);
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    for (let i = 0; i < 150; i++) {
      if (isSo()) return;
      await pause(200);
    }
    throw new Error(`${what} did not start:\n${readFileSync(this.#file(`${what}.log`), "utf8")}`);
  }

  /** Runs a program of Slurm. */
  ask(program: string, ...words: string[]): SpawnSyncReturns<string> {
    return spawnSync(program, words, { encoding: "utf8", env: this.env });
  }

  /** Waits until no job is there any more. */
  async allDone(): Promise<void> {
    while (this.ask("squeue", "-h").stdout.trim() !== "") await pause(300);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running.reverse()) {
      const ended = child.exitCode !== null || new Promise((resolve) => child.on("close", resolve));
      child.kill("SIGTERM");
      await Promise.race([ended, pause(3000).then(() => child.kill("SIGKILL"))]);
    }
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
