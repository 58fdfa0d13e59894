/** Real daemons in network namespaces of our own: SIPp on either side, Kamailio between them, everything on one bridge. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const MODULES = ["/usr/lib/x86_64-linux-gnu/kamailio/modules/", "/usr/lib/aarch64-linux-gnu/kamailio/modules/"].find(
  (folder) => existsSync(folder),
);
const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);

const run = (command: string, ...parts: readonly string[]): boolean => spawnSync(command, parts).status === 0;
/** Whether there is such a program, or such a file: what would begin to work if asked for its version is named by its path. */
const isThere = (program: string): boolean =>
  program.startsWith("/") ? existsSync(program) : spawnSync(program, ["-v"]).error === undefined;

/** What is missing here for namespaces and these programs; undefined if nothing is. */
export function lacks(...programs: readonly string[]): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "root on Linux";
  const absent = programs.find((program) => !isThere(program));
  if (absent !== undefined) return absent;
  const name = `sipnines${process.pid}x`;
  if (!run("ip", "netns", "add", name)) return "network namespaces";
  run("ip", "netns", "del", name);
  return undefined;
}

/** What is missing here for calls by Kamailio; undefined if nothing is. */
export const missing: string | undefined =
  lacks("kamailio", "sipp", "tshark", "dumpcap") ?? (MODULES === undefined ? "the modules of kamailio" : undefined);

/** No program runs for longer [s]. */
const MOST = "60";

let labs = 0;

/** Namespaces on a bridge, and what runs in them. What it has started it ends, by process id. */
export class Lab {
  readonly folder = mkdtempSync(join(tmpdir(), "sipnines-lab-"));
  readonly #prefix = `sn${process.pid}n${labs++}`;
  readonly #spaces: readonly string[];
  readonly #hosts: readonly string[];
  readonly #children = new Set<ChildProcess>();
  readonly #captures = new Map<string, ChildProcess>();

  /** @param hosts the IP addresses of each, by its name */
  constructor(hosts: Readonly<Record<string, readonly string[]>>) {
    this.#hosts = Object.keys(hosts);
    this.#spaces = ["bridge", ...this.#hosts].map((name) => this.#space(name));
    const bridge = this.#space("bridge");
    const ip = (...parts: string[]) => {
      const { status, stderr } = spawnSync("ip", parts, { encoding: "utf8" });
      if (status !== 0) throw new Error(`ip ${parts.join(" ")}: ${stderr}`);
    };
    ip("netns", "add", bridge);
    ip("-n", bridge, "link", "add", "br0", "type", "bridge", "stp_state", "0", "forward_delay", "0");
    ip("-n", bridge, "link", "set", "br0", "up");
    for (const [i, [name, addresses]] of Object.entries(hosts).entries()) {
      const space = this.#space(name);
      ip("netns", "add", space);
      ip("-n", bridge, "link", "add", `v${i}`, "type", "veth", "peer", "name", "eth0", "netns", space);
      ip("-n", bridge, "link", "set", `v${i}`, "master", "br0", "up");
      ip("-n", space, "link", "set", "lo", "up");
      for (const address of addresses) ip("-n", space, "addr", "add", `${address}/24`, "dev", "eth0");
      ip("-n", space, "link", "set", "eth0", "up");
    }
  }

  #space(name: string): string {
    return `${this.#prefix}${name}`;
  }

  /** Starts a program in the namespace of a host. */
  start(host: string, command: string, ...parts: readonly string[]): ChildProcess {
    const child = spawn("ip", ["netns", "exec", this.#space(host), "timeout", "-s", "KILL", MOST, command, ...parts], {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a group of its own, so that all its processes end together
    });
    child.stdout!.resume();
    this.#children.add(child);
    child.on("exit", () => this.#children.delete(child));
    return child;
  }

  /** The port of a host at the bridge goes down or up, as if its cable were pulled. */
  plug(host: string, isUp: boolean): void {
    const port = `v${this.#hosts.indexOf(host)}`;
    run("ip", "-n", this.#space("bridge"), "link", "set", port, isUp ? "up" : "down");
  }

  /** Kills a program and the processes it has made, as a power cut would. */
  async kill(child: ChildProcess): Promise<void> {
    const ended =
      child.exitCode === null && child.signalCode === null && new Promise((done) => child.once("exit", done));
    try {
      process.kill(-child.pid!, "SIGKILL");
    } catch {} // it has ended by itself
    await ended;
  }

  /** Kamailio with one of our configurations and what it is told; resolves when it listens. */
  async kamailio(
    host: string,
    configuration: string,
    defines: Readonly<Record<string, string>>,
  ): Promise<ChildProcess> {
    const told = Object.entries({ MODULES: `"${MODULES}"`, ...defines }).flatMap(([name, value]) => [
      "-A",
      value === "" ? name : `${name}=${value}`,
    ]);
    const child = this.start(host, "kamailio", "-DD", "-E", "-f", fixture(configuration), "-Y", this.folder, ...told);
    let said = "";
    child.stderr!.on("data", (text) => {
      said += text;
    });
    await this.#listening(host, child, () => said);
    return child;
  }

  /** Resolves when a program in the namespace of a host listens at port 5060 of an address, or of any. */
  async #listening(host: string, child: ChildProcess, said: () => string, address = ""): Promise<void> {
    const hexadecimal = address
      .split(".")
      .reduceRight((text, part) => text + Number(part).toString(16).padStart(2, "0"), "");
    const socket = new RegExp(` ${address === "" ? "[0-9A-F]{8}" : hexadecimal.toUpperCase()}:13C4 `);
    for (const until = Date.now() + 10_000; ; await sleep(20)) {
      const table = spawnSync("ip", ["netns", "exec", this.#space(host), "cat", "/proc/net/udp"], { encoding: "utf8" });
      if (socket.test(table.stdout)) return;
      if (child.exitCode !== null || Date.now() > until) throw new Error(`${host} does not start: ${said()}`);
    }
  }

  /** SIPp as a callee at an address of a host; resolves when it listens. */
  async callee(host: string, address: string, scenario: string, ...parts: readonly string[]): Promise<ChildProcess> {
    const child = this.sipp(host, scenario, "-i", address, "-p", "5060", ...parts);
    await this.#listening(host, child, () => scenario, address);
    return child;
  }

  /** SIPp with one of our scenarios. */
  sipp(host: string, scenario: string, ...parts: readonly string[]): ChildProcess {
    return this.start(host, "sipp", "-sf", fixture(scenario), "-nostdin", "-max_retrans", "10", ...parts);
  }

  /** All of SIP that passes the bridge goes into a file, from when it resolves. */
  async capture(file: string): Promise<void> {
    const child = this.start(
      "bridge",
      "dumpcap",
      "-q",
      "-i",
      "br0",
      "-f",
      "udp port 5060",
      "-w",
      join(this.folder, file),
    );
    await new Promise<void>((begun) => {
      child.stderr!.on("data", (text) => {
        if (String(text).includes("File:")) begun();
      });
    });
    this.#captures.set(file, child);
  }

  /** Ends a capture, and says where it is. */
  async captured(file: string): Promise<string> {
    await sleep(400); // what waits in its buffer for a quarter of a second
    const child = this.#captures.get(file)!;
    process.kill(child.pid!, "SIGINT");
    await ended(child);
    return join(this.folder, file);
  }

  /** Ends all that still runs, and takes the namespaces away. */
  async end(): Promise<void> {
    for (const child of [...this.#children]) await this.kill(child);
    for (const space of this.#spaces) run("ip", "netns", "del", space);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a program has ended well. */
export const ended = (child: ChildProcess): Promise<number> =>
  child.exitCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((done) => child.once("exit", (code) => done(code ?? -1)));
