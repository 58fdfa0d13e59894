import { quoted, UnitError } from "../units/unit-error.ts";

/** A point in time as a log has it. */
export interface PointInTime {
  /** Seconds since 1970-01-01 UTC; a time without zone is read as UTC. */
  readonly seconds: number;
  readonly kind: "epoch seconds" | "ISO 8601 with a zone" | "ISO 8601 without a zone";
}

/** The year 5138: numbers above count milliseconds. */
const EPOCH_MAX = 1e11;
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d(?:[.,]\d+)?))?)? ?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?$/;
const EXPECTED = "a time such as 2026-03-01T12:30:00Z, 2026-03-01 12:30 or epoch seconds";

/**
 * Reads a time of ISO 8601 (date, hours and minutes, seconds and zone as far as they are given) or a number of seconds since 1970.
 *
 * @param factor seconds in a unit of a bare number: 1e-3 for a column of milliseconds
 * @throws UnitError for any other text, for days and hours that no calendar has, and for numbers beyond the year 5138
 */
export function parsePointInTime(text: string, factor = 1): PointInTime {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const seconds = Number(text) * factor;
    if (seconds <= EPOCH_MAX) return { seconds, kind: "epoch seconds" };
    throw new UnitError(
      `${quoted(text)}, which is too large for seconds`,
      `${EXPECTED}; milliseconds stand in a column named start_ms`,
    );
  }
  const [, year, month, date, hours = "0", minutes = "0", rest = "0", utc, sign, zone = "0", zoneMinutes = "0"] =
    ISO.exec(text) ?? [];
  if (year === undefined) throw new UnitError(quoted(text), EXPECTED);
  const midnight = new Date(`${year}-${month}-${date}T00:00:00Z`);
  const seconds = Number(rest.replace(",", "."));
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(`${year}-${month}-${date}`);
  if (!(isDay && Number(hours) < 24 && Number(minutes) < 60 && seconds < 60 && Number(zone) < 24))
    throw new UnitError(`${quoted(text)}, which no calendar has`, EXPECTED);
  const ahead = (sign === "-" ? -1 : 1) * (Number(zone) * 60 + Number(zoneMinutes));
  const clock = (Number(hours) * 60 + Number(minutes) - ahead) * 60 + seconds;
  const hasZone = utc !== undefined || sign !== undefined;
  return {
    seconds: midnight.getTime() / 1000 + clock,
    kind: hasZone ? "ISO 8601 with a zone" : "ISO 8601 without a zone",
  };
}
