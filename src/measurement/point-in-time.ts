import { quoted, UnitError } from "../units/unit-error.ts";

/** A point in time as a log has it. */
export interface PointInTime {
  /** Seconds since 1970-01-01 UTC; a time without zone is read as UTC. */
  readonly seconds: number;
  readonly kind: "epoch seconds" | "a time with a zone" | "a time without a zone";
}

/** The year 5138: numbers above count milliseconds. */
const EPOCH_MAX = 1e11;
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d(?:[.,]\d+)?))?)? ?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?$/;
/** Day, month, year, as 03.04.2025 10:00: the order of all who write dots. */
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?=\D|$)/;
/** 4/3/2025 is the third of April for some and the fourth of March for others. */
const SLASHED = /^\d{1,2}\/\d{1,2}\/\d{2,4}\b/;
const NAMED_ZONE = /^\d.*\d ?(?![AP]M$)[A-Z]{2,5}$/;
const EXPECTED = "a time such as 2026-03-01T12:30:00Z, 2026-03-01 12:30, 01.03.2026 12:30 or epoch seconds";

/**
 * Reads a time of ISO 8601 (date, hours and minutes, seconds and zone as far as they are given), the same with a date such as 01.03.2026, or a
 * number of seconds since 1970.
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
    ISO.exec(withIsoDate(text)) ?? [];
  if (year === undefined) throw unreadable(text);
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
    kind: hasZone ? "a time with a zone" : "a time without a zone",
  };
}

/** 3.4.2025 10:00 as 2025-04-03 10:00, and UTC or GMT at the end as Z. */
const withIsoDate = (text: string): string =>
  text
    .replace(DOTTED, (_, day: string, month: string, year: string) =>
      [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-"),
    )
    .replace(/ ?(UTC|GMT)$/, "Z")
    .replace(/([T ])(\d):/, "$10$2:");

/** What is wrong with a text that is no time, in words that mend it. */
function unreadable(text: string): UnitError {
  if (SLASHED.test(text))
    return new UnitError(
      `${quoted(text)}, of which nobody can tell whether the day or the month comes first`,
      "a date such as 2026-03-01 12:30 (in a spreadsheet: the format yyyy-mm-dd hh:mm) or 01.03.2026 12:30",
    );
  if (NAMED_ZONE.test(text))
    return new UnitError(
      `${quoted(text)}, whose zone is known by name alone`,
      "a zone in hours, such as +02:00, or Z for UTC",
    );
  return new UnitError(quoted(text), EXPECTED);
}
