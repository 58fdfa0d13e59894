import { numberOf } from "./block.ts";
import { byDefault, type Remark, type Said } from "./place.ts";

/** One key of a daemon: what it takes when nobody says anything, and how what is written is read. */
export interface Setting<Value> {
  readonly preset: Value;
  /** undefined: cannot be read. */
  readonly read: (text: string) => Value | undefined;
  readonly expects: string;
}

/** Keys of a daemon, or of one of its modules, by their own names. */
export type Settings = Readonly<Record<string, Setting<number> | Setting<string> | Setting<boolean>>>;

/** What is said of each of them. */
export type SaidOf<Table extends Settings> = {
  readonly [Key in keyof Table]: Said<Table[Key] extends Setting<infer Value> ? Value : never>;
};

/** The largest whole number of these daemons. */
const NUMBER_MAX = 2 ** 31 - 1;

/** A whole number. */
export const count = (preset: number): Setting<number> => ({
  preset,
  read: (text) =>
    Number.isInteger(numberOf(text)) && Math.abs(numberOf(text)) <= NUMBER_MAX ? numberOf(text) : undefined,
  expects: "a whole number",
});

/** A time in a file's unit, of which `per` are one second; the default is in that unit too. */
export const time = (preset: number, per = 1): Setting<number> => ({
  preset: preset / per,
  read: (text) => (Math.abs(numberOf(text)) <= NUMBER_MAX ? numberOf(text) / per : undefined),
  expects: "a number",
});

export const word = (preset = ""): Setting<string> => ({ preset, read: (text) => text, expects: "a word" });

export const onOff = (preset: boolean): Setting<boolean> => ({
  preset,
  read: (text) =>
    /^(on|yes|true|enabled?|1)$/i.test(text) ? true : /^(off|no|false|disabled?|0)$/i.test(text) ? false : undefined,
  expects: "on or off",
});

/** A Galera duration (ISO 8601, such as `PT5S`, or seconds) [s]. */
export const period = (preset: number): Setting<number> => ({
  preset,
  read: (text) => {
    const [, days, hours, minutes, seconds] =
      /^P(?:(\d{1,6})D)?T?(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,9})?)S)?$/i.exec(text) ?? [];
    const parts = [days, hours, minutes, seconds];
    if (parts.every((part) => part === undefined)) return Number.isNaN(numberOf(text)) ? undefined : numberOf(text);
    return [86_400, 3600, 60, 1].reduce((sum, factor, at) => sum + factor * Number(parts[at] ?? 0), 0);
  },
  expects: "a duration such as PT5S",
});

/**
 * What a file says of these keys, and the defaults of the rest.
 *
 * @param written what stands behind a key; null where it is missing
 * @param of whose defaults these are
 */
export function settingsOf<Table extends Settings>(
  table: Table,
  written: (key: string) => Said<string> | null,
  of: string,
  problems: Remark[],
): SaidOf<Table> {
  const read = <Value>(key: string, { preset, read: reading, expects }: Setting<Value>): Said<Value> => {
    const said = written(key);
    if (said === null) return byDefault(preset, of);
    const value = reading(said.value);
    if (value !== undefined) return { value, origin: said.origin };
    if (said.origin.kind === "written")
      problems.push({ place: said.origin.place, text: `${key} ${said.value} is not ${expects}; the default is taken` });
    return byDefault(preset, of);
  };
  return Object.fromEntries(
    Object.entries(table).map(([key, setting]) => [key, read(key, setting as Setting<unknown>)]),
  ) as SaidOf<Table>;
}
