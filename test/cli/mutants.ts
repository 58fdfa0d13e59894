/** Inputs of every kind that something happened to, given to the commands that read them, within this process. */

import { cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { callsOf, encodeUnit, figuresOf, type StoredUnit, unitsIn } from "../../src/experiment/store/unit.ts";
import { Stream } from "../../src/random/stream.ts";
import { mutated, scenarioFiles } from "../scenario/mutations.ts";
import { ensureBuilt } from "./built.ts";
import { invoke } from "./in-process.ts";
import { CHAINS, MEASUREMENTS, MODELS, SERVICE, TABLE, TIMES, TREE } from "./specimens.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** More of the processor than this nothing may take without a word [µs]. */
const SILENCE = 20e6;

const pick = <T>(items: readonly T[], random: Stream): T => items[random.integer(items.length)]!;

/** What a number may have become: too large for its square, of another kind, or none. */
// biome-ignore format: a list of values
const NUMBERS = [
  "1e308", "-1e308", "1e200", "1e155", "1e99", "1e75", "-1", "0", "-0", "0.5", "2", "1e-99", "1e-200", "1e-320", "NaN", "Infinity", "1e999",
  "9007199254740993", "9".repeat(40), "", "x", "1,5", "0x10", "null", "true", "[]", "{}",
];
const NUMERAL = /(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])/g;

/** A text after one or two accidents to its numbers or lines. */
function misnumbered(text: string, random: Stream): string {
  let result = text;
  for (let left = 1 + random.integer(2); left > 0; left--) {
    const numerals = [...result.matchAll(NUMERAL)];
    const lines = result.split("\n");
    const [i, j] = [random.integer(lines.length), random.integer(lines.length)];
    const what = random.uniform();
    if (what < 0.8 && numerals.length > 0) {
      const { 0: numeral, index } = pick(numerals, random);
      const number = pick(NUMBERS, random);
      result = result.slice(0, index) + number + result.slice(index + numeral.length);
    } else if (what < 0.9) result = lines.with(i, lines[j]!).with(j, lines[i]!).join("\n");
    else if (what < 0.94) result = lines.toSpliced(i, 0, lines[j]!).join("\n");
    else if (what < 0.98) result = lines.toSpliced(i, 1).join("\n");
    else result = result.slice(0, random.integer(result.length + 1));
  }
  return result;
}

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

/** A study with all that can be asked of one, and a search. */
// biome-ignore format: words of a command line
const STUDY = [
  "--vary", "rate=5,6", "--vary", "architecture.active=2,3", "--compare", "rate", "--best", "failedCalls", "--precision", "failedCalls=50%",
  "--raw",
];
const SEARCH = ["--target", "3nines", "--vary", "components.web.count=1,2"];

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
    await ensureBuilt();
    const one = new Menagerie();
    const at = (name: string) => join(one.folder, name);
    writeFileSync(
      at("small.yaml"),
      "title: small\narchitecture: { preset: iprs }\ntraffic: { users: 10, calls: { rate: 5/s, duration: 2s } }\nfaults: [{ at: 1 s, kill: proxy-1 }]\nrun: { replications: 3 }\n",
    );
    writeFileSync(at("service.yaml"), SERVICE);
    writeFileSync(at("a.csv"), TABLE);
    writeFileSync(at("b.csv"), TABLE.replaceAll(",5", ",6"));
    const made = [
      ["run", at("small.yaml"), "--quiet", "--out", at("run")],
      ["sweep", at("small.yaml"), "--vary", "rate=5,6", "--raw", "--workers", "0", "--quiet", "--out", at("sweep")],
      ["availability", at("small.yaml"), "--sensitivity", "--quiet", "--out", at("availability")],
      ["compare", at("a.csv"), at("b.csv"), "--quiet", "--out", at("comparison")],
      ["sweep", at("small.yaml"), ...STUDY, "--workers", "0", "--quiet", "--out", at("study")],
      ["optimize", at("service.yaml"), ...SEARCH, "--quiet", "--out", at("search")],
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
      const began = process.cpuUsage();
      const { code, stdout, stderr } = await invoke(...words);
      this.codes.set(code, 1 + (this.codes.get(code) ?? 0));
      const wrong = [
        ...([0, 1, 2, 130].includes(code) ? [] : [`exit code ${code}`]),
        ...(/^\s+at .*:\d+:\d+\)?$/m.test(stderr + stdout) ? ["a stack trace"] : []),
        ...(code === 2 && stderr === "" ? ["refused without a word"] : []),
        ...(process.cpuUsage(began).user > SILENCE && stderr === "" ? ["silence"] : []),
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

/** Numbers of a few files of a directory, and figures in its units with their digests made again, are others. */
function misnumberedDirectory({ place, folder, random }: Cage, name: string): string {
  const directory = join(place, name);
  cpSync(join(folder, name), directory, { recursive: true });
  const files = (readdirSync(directory, { recursive: true }) as string[]).filter(
    (file) => lstatSync(join(directory, file)).isFile() && !/\.(?:svg|png|vl\.json|html)$/.test(file),
  );
  for (let left = 1 + random.integer(2); left > 0; left--) {
    const path = join(directory, pick(files, random));
    const bytes = readFileSync(path);
    if (!path.endsWith(".units")) writeFileSync(path, misnumbered(bytes.toString("utf8"), random));
    else writeFileSync(path, Buffer.concat(unitsIn(bytes).units.map((unit) => reckoned(bytes, unit, random))));
  }
  return directory;
}

/** A unit, one of whose figures may be another, sound by its digest. */
function reckoned(parcel: Buffer, unit: StoredUnit, random: Stream): Buffer {
  const figures = figuresOf(parcel, unit);
  if (random.bernoulli(0.3)) {
    const one = pick(figures, random);
    one[random.integer(one.length)] = Number(pick(NUMBERS, random));
  }
  const calls = unit.calls === 0 ? null : callsOf(parcel, unit);
  return encodeUnit(unit, figures, calls);
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
  measurement: (cage: Cage) => {
    const { place, folder, random } = cage;
    const { text, words } = pick(MEASUREMENTS, random);
    writeFileSync(join(place, "mutant.csv"), misnumbered(text, random));
    const paths = new Map([
      ["TABLE", join(place, "mutant.csv")],
      ["OTHER", join(folder, "a.csv")],
    ]);
    return words.map((word) => paths.get(word) ?? word.replace(/^OUT/, join(place, "out")));
  },
  model: (cage: Cage) => {
    const { name, text, words } = pick(MODELS, cage.random);
    const path = join(cage.place, name);
    writeFileSync(path, misnumbered(text, cage.random));
    return words.map((word) => (word === "FILE" ? path : word));
  },
  study: (cage: Cage) => {
    const { folder, random } = cage;
    const name = pick(["run", "study", "study", "availability", "comparison", "search"], random);
    const directory = misnumberedDirectory(cage, name);
    const commands: readonly (readonly string[])[] = [
      ["report", directory],
      ["chart", directory, "--out", join(directory, "chart.svg")],
      ["compare", directory, join(folder, "run")],
      ["status", directory],
      ["merge", directory],
      ["sweep", "--resume", "--workers", "0", "--quiet", "--out", directory],
    ];
    return pick(name === "study" ? commands : commands.slice(0, 3), random);
  },
} satisfies Record<string, (cage: Cage) => readonly string[]>;

export type Kind = keyof typeof KINDS;
