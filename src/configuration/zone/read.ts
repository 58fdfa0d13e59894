import { posix } from "node:path";
import type { Remarks } from "../block.ts";
import type { FileTree } from "../file-tree.ts";
import { byDefault, type Place, type Said, written } from "../place.ts";
import type { AddressRecord, AliasRecord, NaptrRecord, SrvRecord, ZoneFacts } from "./facts.ts";
import { type Entry, readZone } from "./grammar.ts";

/** Includes within includes. */
const DEPTH_MAX = 16;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const TYPES = new Set([
  ...["A", "AAAA", "SRV", "NAPTR", "CNAME", "SOA", "NS", "MX", "TXT", "PTR", "CAA", "TLSA", "SSHFP", "DS", "DNSKEY"],
  ...[
    "RRSIG",
    "NSEC",
    "NSEC3",
    "NSEC3PARAM",
    "SPF",
    "HINFO",
    "DNAME",
    "LOC",
    "A6",
    "RP",
    "AFSDB",
    "HTTPS",
    "SVCB",
    "URI",
  ],
  ...["NID", "CDS", "CDNSKEY", "DHCID", "CERT", "WKS", "MINFO"],
]);

/** A time to live [s]: seconds, or `1h30m`; NaN for everything else. */
export function ttlOf(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  if (!/^(\d{1,10}[smhdw]){1,5}$/i.test(text)) return NaN;
  return [...text.matchAll(/(\d+)([smhdw])/gi)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * SECONDS[unit!.toLowerCase()]!,
    0,
  );
}

/** What a zone file says, with what it includes. */
export function zoneFacts(tree: FileTree, path: string, remarks: Remarks): ZoneFacts {
  const reader = new ZoneReader(tree, originOf(path), remarks);
  reader.take(path, null);
  return reader.facts();
}

/** `example.com.zone`, `db.example.com`, `example.com.db`, `zones/example.com`: how zone files are named. */
function originOf(path: string): Said<string> | null {
  const name = posix.basename(path).replace(/^(db|named|zone)\.|\.(zone|db|hosts|txt)$/g, "");
  const isDomain = /^([a-z0-9_-]+\.)+[a-z][a-z0-9-]+$/i.test(name);
  if (!isDomain) return null;
  return { value: name.toLowerCase(), origin: { kind: "assumed", why: "the zone is named as its file" } };
}

interface Found {
  readonly place: Place;
  readonly name: string;
  readonly ttl: Said<number>;
}

class ZoneReader {
  readonly #tree: FileTree;
  readonly #remarks: Remarks;
  readonly #open: string[] = [];
  #origin: Said<string> | null;
  #first: Said<string> | null;
  #name = "";
  #ttl: Said<number> | null = null;
  #lastTtl: Said<number> | null = null;
  readonly #srv: SrvRecord[] = [];
  readonly #naptr: NaptrRecord[] = [];
  readonly #addresses: AddressRecord[] = [];
  readonly #aliases: AliasRecord[] = [];
  readonly #nameServers: string[] = [];
  #negative: Said<number> | null = null;

  constructor(tree: FileTree, origin: Said<string> | null, remarks: Remarks) {
    this.#tree = tree;
    this.#origin = origin;
    this.#first = origin;
    this.#remarks = remarks;
  }

  facts(): ZoneFacts {
    return {
      origin: this.#first,
      srv: this.#srv,
      naptr: this.#naptr,
      addresses: this.#addresses,
      aliases: this.#aliases,
      nameServers: this.#nameServers,
      negativeTtl: this.#negative,
    };
  }

  take(path: string, from: Place | null): void {
    const file = this.#tree.at(path);
    if (file === undefined) return;
    if (this.#open.includes(path) || this.#open.length >= DEPTH_MAX) {
      this.#problem(from ?? { file: path, line: 1 }, `${path} is included by itself, or too deeply`);
      return;
    }
    this.#open.push(path);
    for (const entry of readZone(file, this.#remarks.problems)) {
      if (entry.words[0]!.text.startsWith("$") && !entry.isIndented) this.#directive(entry);
      else this.#record(entry);
    }
    this.#open.pop();
  }

  #directive({ words, place }: Entry): void {
    const [key, value, origin] = words.map(({ text }) => text);
    if (key!.toUpperCase() === "$TTL" && !Number.isNaN(ttlOf(value ?? ""))) this.#ttl = written(ttlOf(value!), place);
    else if (key!.toUpperCase() === "$ORIGIN" && value !== undefined) {
      this.#origin = written(this.#absolute(value), place);
      if (this.#first?.origin.kind !== "written") this.#first = this.#origin;
    } else if (key!.toUpperCase() === "$INCLUDE" && value !== undefined) {
      const before = this.#origin;
      if (origin !== undefined) this.#origin = written(this.#absolute(origin), place);
      const found = this.#tree.included(place.file, value);
      if (found.length === 0) this.#problem(place, `includes ${value}, which is not among the files that were named`);
      for (const one of found) this.take(one.path, place);
      this.#origin = before;
    } else this.#remarks.unknown.push({ place, text: words.map(({ text }) => text).join(" ") });
  }

  #record({ words, place, isIndented }: Entry): void {
    const texts = words.map(({ text }) => text);
    if (!isIndented) this.#name = this.#absolute(texts.shift()!);
    let own: Said<number> | null = null;
    // Time to live and class, in either order.
    for (let more = 0; more < 2 && texts.length > 1; more++) {
      const word = texts[0]!;
      if (/^(IN|CH|HS|CS)$/i.test(word)) texts.shift();
      else if (!TYPES.has(word.toUpperCase()) && !Number.isNaN(ttlOf(word)))
        own = written(ttlOf(texts.shift()!), place);
      else break;
    }
    const type = texts.shift()?.toUpperCase() ?? "";
    if (!TYPES.has(type) && !/^TYPE\d+$/.test(type)) {
      this.#remarks.unknown.push({ place, text: words.map(({ text }) => text).join(" ") });
      return;
    }
    if (type === "SOA") this.#soa(texts, own, place);
    const ttl = own ?? this.#ttl ?? this.#lastTtl;
    this.#lastTtl = own ?? this.#lastTtl;
    if (ttl === null) this.#problem(place, "has no time to live, and nothing before it says one");
    this.#enter(type, texts, { place, name: this.#name, ttl: ttl ?? byDefault(0, "RFC 1035") });
  }

  #soa(texts: readonly string[], own: Said<number> | null, place: Place): void {
    const minimum = ttlOf(texts[6] ?? "");
    if (Number.isNaN(minimum)) {
      this.#problem(place, "is no SOA: names, serial and four times are expected");
      return;
    }
    const least = Math.min(minimum, own?.value ?? this.#ttl?.value ?? minimum);
    this.#negative = written(least, place);
    // RFC 1035: the minimum stands for what has no time to live of its own, until a $TTL says otherwise (RFC 2308).
    this.#lastTtl ??= written(minimum, place);
  }

  #enter(type: string, texts: readonly string[], found: Found): void {
    const { place } = found;
    const numbers = texts.slice(0, 3).map((text) => (/^\d{1,5}$/.test(text) ? Number(text) : NaN));
    const [first, second, third] = numbers;
    if (type === "SRV") {
      const target = texts[3];
      if (target === undefined || numbers.some((one) => !(one <= 65_535)))
        this.#problem(place, "is no SRV: priority, weight, port and target are expected");
      else
        this.#srv.push({ ...found, priority: first!, weight: second!, port: third!, target: this.#absolute(target) });
    } else if (type === "NAPTR") {
      const [, , flags, service, , replacement] = texts;
      if (replacement === undefined || !(first! <= 65_535 && second! <= 65_535))
        this.#problem(place, "is no NAPTR: order, preference, flags, service, expression and replacement are expected");
      else
        this.#naptr.push({
          ...{ ...found, order: first!, preference: second! },
          ...{ flags: flags!, service: service!.toUpperCase(), replacement: this.#absolute(replacement) },
        });
    } else if (texts[0] === undefined) this.#problem(place, `is a ${type} without anything behind it`);
    else if (type === "A" || type === "AAAA") this.#addresses.push({ ...found, address: texts[0] });
    else if (type === "CNAME") this.#aliases.push({ ...found, target: this.#absolute(texts[0]) });
    else if (type === "NS") this.#nameServers.push(this.#absolute(texts[0]));
    else if (type !== "SOA") this.#remarks.irrelevant.push({ place, text: `${found.name} ${type}` });
  }

  #absolute(name: string): string {
    if (name === ".") return "";
    if (name.endsWith(".")) return name.slice(0, -1).toLowerCase();
    const origin = this.#origin?.value ?? "";
    if (name === "@") return origin;
    return (origin === "" ? name : `${name}.${origin}`).toLowerCase();
  }

  #problem(place: Place, text: string): void {
    this.#remarks.problems.push({ place, text });
  }
}
