/** Inputs of every kind that something happened to, given to the commands that read them, within this process. */

import { cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Stream } from "../../src/random/stream.ts";
import { mutated, scenarioFiles } from "../scenario/mutations.ts";
import { invoke } from "./in-process.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Longer than this nothing may take without a word [ms]. */
const SILENCE = 10_000;

const SERVICE = `title: a service
components:
  web: { mttf: 1000 h, mttr: 4 h, count: 2 }
  database: { mttf: 5000 h, mttr: 8 h }
needs: { allOf: [web, database] }
`;
const TREE = `<?xml version="1.0"?>
<opsa-mef>
  <define-fault-tree name="t">
    <define-gate name="top"><or><gate name="g"/><basic-event name="c"/></or></define-gate>
    <define-gate name="g"><atleast min="2"><basic-event name="a"/><basic-event name="b"/><basic-event name="d"/></atleast></define-gate>
  </define-fault-tree>
  <model-data>
    <define-basic-event name="a"><parameter name="p"/></define-basic-event>
    <define-basic-event name="b"><float value="0.01"/></define-basic-event>
    <define-basic-event name="c"><exponential><float value="1e-4"/><system-mission-time/></exponential></define-basic-event>
    <define-basic-event name="d"><mul><float value="0.1"/><float value="0.2"/></mul></define-basic-event>
    <define-parameter name="p"><float value="0.02"/></define-parameter>
  </model-data>
</opsa-mef>
`;
const CHAINS: Readonly<Record<string, string>> = {
  "chain.csv": "from,to,rate\nboth,one,2e-3\none,none,1e-3\none,both,0.1\nnone,one,0.1\n",
  "chain.tra": "3 4\n0 1 0.002\n1 2 0.001\n1 0 0.1\n2 1 0.1\n",
};
const TABLE = `rate,failedCalls,outageTime\n${Array.from({ length: 12 }, (_, i) => `${100 * (1 + (i % 3))},${500 + 13 * i},${(3 + 0.1 * i).toFixed(2)}`).join("\n")}\n`;
const TIMES = `proc_ms\n${Array.from({ length: 40 }, (_, i) => (2 + Math.sin(i) + i / 40).toFixed(3)).join("\n")}\n`;

const VALUES: readonly unknown[] = [
  ...[null, true, -5, 0, 0.5, 1e9, 1e308, "", "x", "../../../etc/passwd", "/etc/passwd", "\u001b[2J", "__proto__"],
  ...[[], {}, [null], [[]], { length: 1e9 }, { toString: 1 }, "9".repeat(400), { url: "file:///etc/passwd" }],
];

/** A value of JSON with one part replaced or taken away. */
function mutatedJson(json: unknown, random: Stream): unknown {
  const odd = () => VALUES[random.integer(VALUES.length)];
  if (typeof json !== "object" || json === null || random.bernoulli(0.1)) return odd();
  const copy = (Array.isArray(json) ? [...json] : { ...json }) as Record<string, unknown>;
  const keys = Object.keys(copy);
  const key = keys[random.integer(Math.max(1, keys.length))];
  if (key === undefined) return odd();
  if (random.bernoulli(0.1)) delete copy[key];
  else copy[key] = mutatedJson(copy[key], random);
  return copy;
}

/** Where the mutants live, and honest results to make them from. */
export class Menagerie {
  readonly folder = mkdtempSync(join(tmpdir(), "mutants-"));
  readonly #strays: string[] = [];
  readonly #release: () => void;

  private constructor() {
    this.#release = watchFiles((path) => {
      if (!path.startsWith(this.folder) && !path.startsWith(root) && !/^\/proc\/\d+\/stat$/.test(path))
        this.#strays.push(path);
    });
  }

  static async open(): Promise<Menagerie> {
    const one = new Menagerie();
    const at = (name: string) => join(one.folder, name);
    writeFileSync(
      at("small.yaml"),
      "title: small\narchitecture: { preset: iprs }\ntraffic: { users: 10, calls: { rate: 5/s, duration: 2s } }\nfaults: [{ at: 1 s, kill: proxy-1 }]\nrun: { replications: 3 }\n",
    );
    writeFileSync(at("a.csv"), TABLE);
    writeFileSync(at("b.csv"), TABLE.replaceAll(",5", ",6"));
    const made = [
      ["run", at("small.yaml"), "--quiet", "--out", at("run")],
      ["sweep", at("small.yaml"), "--vary", "rate=5,6", "--raw", "--workers", "0", "--quiet", "--out", at("sweep")],
      ["availability", at("small.yaml"), "--sensitivity", "--quiet", "--out", at("availability")],
      ["compare", at("a.csv"), at("b.csv"), "--quiet", "--out", at("comparison")],
    ];
    for (const words of made) {
      const { code, stderr } = await invoke(...words);
      if (code > 1) throw new Error(`${words.join(" ")}: ${stderr}`);
    }
    return one;
  }

  close(): void {
    this.#release();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** How often each exit code was met. */
  readonly codes = new Map<number, number>();

  /** What is wrong with the answers to so many mutants of a kind. */
  async complaints(kind: Kind, first: number, count: number): Promise<string[]> {
    const found: string[] = [];
    for (let n = first; n < first + count; n++) {
      const complaint = await this.#complaint(kind, n);
      if (complaint !== null) found.push(complaint);
    }
    return found;
  }

  /** Gives the n-th mutant of a kind to a command; what is wrong with the answer, or null. */
  async #complaint(kind: Kind, n: number): Promise<string | null> {
    const random = new Stream(`mutants of ${kind}`, 10, n);
    const place = mkdtempSync(join(this.folder, "case-"));
    try {
      const words = KINDS[kind]({ place, folder: this.folder, random });
      this.#strays.length = 0;
      const began = performance.now();
      const { code, stdout, stderr } = await invoke(...words);
      this.codes.set(code, 1 + (this.codes.get(code) ?? 0));
      const wrong = [
        ...([0, 1, 2, 130].includes(code) ? [] : [`exit code ${code}`]),
        ...(/^\s+at .*:\d+:\d+\)?$/m.test(stderr + stdout) ? ["a stack trace"] : []),
        ...(code === 2 && stderr === "" ? ["refused without a word"] : []),
        ...(performance.now() - began > SILENCE && stderr === "" ? ["silence"] : []),
        ...this.#strays.map((path) => `opened ${path}`),
      ];
      return wrong.length === 0
        ? null
        : `${kind} ${n}: ${wrong.join(", ")}: ${words.join(" ")}\n${stderr.slice(0, 600)}`;
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  }
}

/** Tells every path that is opened, until the function returned is called. */
function watchFiles(tell: (path: string) => void): () => void {
  const fs = createRequire(import.meta.url)("node:fs") as {
    openSync: typeof import("node:fs").openSync;
    readFileSync: typeof import("node:fs").readFileSync;
  };
  const { openSync, readFileSync: read } = fs;
  const told =
    <A extends readonly unknown[], R>(original: (...words: A) => R) =>
    (...words: A): R => {
      if (typeof words[0] === "string") tell(resolve(words[0]));
      return original(...words);
    };
  fs.openSync = told(openSync);
  fs.readFileSync = told(read as never) as never;
  syncBuiltinESMExports();
  return () => {
    fs.openSync = openSync;
    fs.readFileSync = read;
    syncBuiltinESMExports();
  };
}

interface Cage {
  readonly place: string;
  readonly folder: string;
  readonly random: Stream;
}

/** Writes a mutant of a text and returns its path. */
function fileOf({ place, random }: Cage, name: string, text: string): string {
  const path = join(place, name);
  writeFileSync(path, mutated(text, random));
  return path;
}

const pick = <T>(items: readonly T[], random: Stream): T => items[random.integer(items.length)]!;

/** Something happens to a directory: to a text, a value of JSON, some bytes of units, or a file as a whole. */
function directoryOf({ place, folder, random }: Cage, name: string): string {
  const directory = join(place, name);
  cpSync(join(folder, name), directory, { recursive: true });
  const files = (readdirSync(directory, { recursive: true }) as string[]).filter(
    (file) => lstatSync(join(directory, file)).isFile() && !/\.(?:svg|png)$/.test(file),
  );
  for (let left = 1 + random.integer(2); left > 0; left--) {
    const path = join(directory, pick(files, random));
    const what = random.uniform();
    if (what < 0.05) {
      rmSync(path, { force: true });
      if (random.bernoulli(0.5)) symlinkSync("/etc/passwd", path);
    } else if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    else if (path.endsWith(".units")) {
      const bytes = readFileSync(path);
      bytes[random.integer(bytes.length)] = random.integer(256);
      writeFileSync(path, random.bernoulli(0.3) ? bytes.subarray(0, random.integer(bytes.length)) : bytes);
    } else if (path.endsWith(".json") && what < 0.8)
      try {
        writeFileSync(path, JSON.stringify(mutatedJson(JSON.parse(readFileSync(path, "utf8")), random), null, 2));
      } catch {
        writeFileSync(path, "");
      }
    else writeFileSync(path, mutated(readFileSync(path, "utf8"), random));
  }
  return directory;
}

const small = [...scenarioFiles.values()].filter((text) => text.length < 4000);

/** What is mutated, and the words of a command that reads it. */
export const KINDS = {
  scenario: (cage: Cage) => ["validate", fileOf(cage, "mutant.yaml", pick(small, cage.random))],
  service: (cage: Cage) => ["availability", fileOf(cage, "mutant.yaml", SERVICE), "--no-simulation"],
  tree: (cage: Cage) => ["availability", "--tree", fileOf(cage, "mutant.xml", TREE)],
  chain: (cage: Cage) => {
    const name = pick(Object.keys(CHAINS), cage.random);
    const down = name.endsWith(".tra") ? "2" : "none";
    return [
      "availability",
      "--chain",
      fileOf(cage, name, CHAINS[name]!),
      ...(cage.random.bernoulli(0.8) ? ["--down", down] : []),
    ];
  },
  sipp: (cage: Cage) => {
    const text = readFileSync(join(root, "scenarios/sipp", pick(["caller.xml", "callee.xml"], cage.random)), "utf8");
    return ["sipp", "import", fileOf(cage, "mutant.xml", text)];
  },
  table: (cage: Cage) => {
    const { place, folder, random } = cage;
    switch (random.integer(4)) {
      case 0:
        return ["chart", fileOf(cage, "mutant.csv", TABLE), "--out", join(place, "chart.svg")];
      case 1:
        return ["compare", fileOf(cage, "mutant.csv", TABLE), join(folder, "a.csv")];
      case 2:
        return ["calibrate", "service", fileOf(cage, "mutant.csv", TIMES), "--bootstrap", "0"];
      default:
        return [
          "sweep",
          join(folder, "small.yaml"),
          "--points",
          fileOf(cage, "points.csv", "rate,seed\n5,1\n6,2\n"),
          "--dry-run",
          "--out",
          join(place, "out"),
        ];
    }
  },
  directory: (cage: Cage) => {
    const { folder, random } = cage;
    const name = pick(["run", "sweep", "availability", "comparison"], random);
    const directory = directoryOf(cage, name);
    const commands: readonly (readonly string[])[] = [
      ["report", directory],
      ["report", directory],
      ["chart", directory],
      ["compare", directory, join(folder, "run")],
      ["status", directory],
      ["merge", directory],
      ["sweep", "--resume", "--workers", "0", "--quiet", "--out", directory],
    ];
    return pick(name === "sweep" ? commands : commands.slice(0, 4), random);
  },
} satisfies Record<string, (cage: Cage) => readonly string[]>;

export type Kind = keyof typeof KINDS;
