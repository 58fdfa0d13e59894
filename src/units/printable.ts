/**
 * Texts from files and terminals. A control character moves the cursor or begins a command of the terminal (ECMA-48); a bidirectional
 * override shows a text in another order than the one it is stored in (UAX #9; CVE-2021-42574). XML 1.0 §2.2 cannot hold most of them.
 */
const UNPRINTABLE = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069\u2028\u2029\ufffe\uffff]/gu;

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** The same text with what cannot be shown written as `\u001b`, which JSON reads as the same character. Line ends and tabs stay. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped);

/** Such a character of a text as `U+001B`; null if there is none. A line end and a tab count where a text must stay on one line. */
export function unprintableIn(text: string, isOneLine = false): string | null {
  const at = isOneLine ? text.search(/[\n\t]/) : -1;
  const first = at >= 0 ? at : text.search(UNPRINTABLE);
  return first < 0 ? null : `U+${text.charCodeAt(first).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Data with every text in it printable. */
export function printableData<T>(data: T): T {
  const mapped = (value: unknown): unknown => {
    if (typeof value === "string") return printable(value);
    if (Array.isArray(value)) return value.map(mapped);
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [printable(name), mapped(item)]));
  };
  return mapped(data) as T;
}
