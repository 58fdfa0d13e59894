import { numberOf } from "../block.ts";
import { byDefault, type Said, written } from "../place.ts";
import { childrenOf, type Element } from "../xml.ts";

/** Whose defaults these are: Debian 12's; Pacemaker Explained, pacemaker-controld(7), pacemaker-schedulerd(7) and util.h of that version. */
export const PACEMAKER = "pacemaker 2.1.5";

const UNITS: Readonly<Record<string, number>> = {
  ...{ "": 1, s: 1, sec: 1, ms: 0.001, msec: 0.001, us: 1e-6, usec: 1e-6 },
  ...{ m: 60, min: 60, h: 3600, hr: 3600 },
};

/** A duration as pacemaker writes it [s]: a number with `ms`, `s`, `min` or `h`, seconds alone, or `PT1M30S`; NaN for everything else. */
export function secondsOf(text: string): number {
  const iso = /^P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/.exec(text.trim());
  if (iso !== null && iso[0].length > 1) {
    const [days, hours, minutes, seconds] = iso.slice(1).map((part) => Number(part ?? 0));
    return ((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!;
  }
  const [, digits = "", unit = ""] = /^([\d.]+)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  return numberOf(digits) * (UNITS[unit.toLowerCase()] ?? NaN);
}

/** A score: a whole number, or ±INFINITY, which 1 000 000 is too. */
export function scoreOf(text: string): number {
  const [, sign = "", word] = /^([-+]?)(?:(infinity)|\d+)$/i.exec(text.trim()) ?? ["", "", ""];
  if (word === "") return NaN;
  const value = word === undefined ? Number(text) : sign === "-" ? -Infinity : Infinity;
  return Math.abs(value) >= 1_000_000 ? Math.sign(value) * Infinity : value;
}

export const truthOf = (text: string): boolean => /^(true|yes|on|y|1)$/i.test(text.trim());

/** Values by name, of the sets of attributes that stand directly inside of an element; the first that names one counts. */
export class Attributes {
  readonly #said = new Map<string, Said<string>>();
  readonly #asked = new Set<string>();
  readonly #outer: Attributes | null;

  constructor(element: Element | undefined, set: string, outer: Attributes | null = null) {
    this.#outer = outer;
    for (const pair of childrenOf(element, set).flatMap((one) => childrenOf(one, "nvpair"))) {
      const { name, value } = pair.attributes;
      if (name !== undefined && value !== undefined && !this.#said.has(name))
        this.#said.set(name, written(value, pair.place));
    }
  }

  text(name: string): Said<string> | null {
    this.#asked.add(name);
    return this.#said.get(name) ?? this.#outer?.text(name) ?? null;
  }

  /** What it says, read; the default where it says nothing or nothing that can be read. */
  read<Value>(
    name: string,
    reading: (text: string) => Value,
    preset: Value | Said<Value>,
    of = PACEMAKER,
  ): Said<Value> {
    const said = this.text(name);
    const value = said === null ? undefined : reading(said.value);
    if (said !== null && value !== undefined && !Number.isNaN(value)) return { value, origin: said.origin };
    return isSaid(preset) ? preset : byDefault(preset, of);
  }

  all(): Readonly<Record<string, Said<string>>> {
    return Object.fromEntries(this.#said);
  }

  /** What nobody has asked for. */
  rest(): readonly [name: string, said: Said<string>][] {
    return [...this.#said].filter(([name]) => !this.#asked.has(name));
  }
}

const isSaid = <Value>(value: Value | Said<Value>): value is Said<Value> =>
  typeof value === "object" && value !== null && "origin" in value;
