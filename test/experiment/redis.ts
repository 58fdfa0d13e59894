/** A Redis server of the test's own, on a free port of the loopback. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { newDirectory } from "./plans.ts";
import { pause } from "./process.ts";

export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
if (!hasRedis) console.warn("No redis-server on this machine: the queue was not tried.");

export interface RedisOptions {
  readonly password?: string;
  /** Speaks TLS, with a certificate of an authority that only the test knows. */
  readonly tls?: boolean;
  /** Keeps what it is told on the disk. */
  readonly durable?: boolean;
}

/** A server that can be stopped and started again at the same place. */
export class RedisServer implements AsyncDisposable {
  readonly directory = newDirectory();
  readonly port: number;
  readonly #options: RedisOptions;
  #process: ChildProcess | null = null;

  static async start(options: RedisOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    if (options.tls) makeCertificates(server.directory);
    await server.start();
    return server;
  }

  private constructor(port: number, options: RedisOptions) {
    this.port = port;
    this.#options = options;
  }

  get url(): string {
    return `${this.#options.tls ? "rediss" : "redis"}://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const { password, tls, durable } = this.#options;
    const port = `${this.port}`;
    const words = ["--bind", "127.0.0.1", "--dir", this.directory, "--save", "", "--daemonize", "no"];
    if (tls) {
      words.push(
        "--port",
        "0",
        "--tls-port",
        port,
        "--tls-auth-clients",
        "no",
        "--tls-ca-cert-file",
        this.file("ca.crt"),
      );
      words.push("--tls-cert-file", this.file("server.crt"), "--tls-key-file", this.file("server.key"));
    } else words.push("--port", port);
    if (password) words.push("--requirepass", password);
    if (durable) words.push("--appendonly", "yes", "--appendfsync", "always");
    this.#process = spawn("redis-server", words, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    this.#process.stdout!.on("data", (chunk) => {
      said += chunk;
    });
    for (let i = 0; i < 500 && !said.includes("Ready to accept"); i++) await pause(10);
    if (!said.includes("Ready to accept")) throw new Error(`redis-server did not start:\n${said}`);
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  /** Asks the server, as an administrator would. */
  ask(...words: string[]): string {
    const { password, tls } = this.#options;
    const options = ["-p", `${this.port}`, ...(tls ? ["--tls", "--cacert", this.file("ca.crt")] : [])];
    const env = { ...process.env, ...(password ? { REDISCLI_AUTH: password } : {}) };
    return execFileSync("redis-cli", [...options, ...words], { encoding: "utf8", env }).trim();
  }

  async stop(): Promise<void> {
    const server = this.#process;
    this.#process = null;
    if (server === null) return;
    const ended = new Promise((resolve) => server.on("close", resolve));
    server.kill("SIGKILL");
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** An authority, and a certificate for 127.0.0.1 that it vouches for. */
function makeCertificates(directory: string): void {
  const openssl = (...words: string[]) => execFileSync("openssl", words, { cwd: directory, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=authority", "-days", "2");
  openssl(
    "req",
    ...key,
    "-keyout",
    "server.key",
    "-out",
    "server.csr",
    "-subj",
    "/CN=127.0.0.1",
    "-addext",
    "subjectAltName=IP:127.0.0.1",
  );
  openssl(
    "x509",
    "-req",
    "-in",
    "server.csr",
    "-CA",
    "ca.crt",
    "-CAkey",
    "ca.key",
    "-out",
    "server.crt",
    "-days",
    "2",
    "-copy_extensions",
    "copy",
  );
}
