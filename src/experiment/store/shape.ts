/** Shapes of JSON that this program wrote once, and that anybody may have touched since. */

/** What does not fit, and where: as steps behind the root. */
export interface Misfit {
  readonly at: string;
  readonly found: string;
  readonly expected: string;
}

/** Looks at a value; null if it fits. */
export type Shape = (value: unknown, at: string) => Misfit | null;

const inWords = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "a map";
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};

const simple =
  (fits: (value: unknown) => boolean, expected: string): Shape =>
  (value, at) =>
    fits(value) ? null : { at, found: inWords(value), expected };

export const text = simple((value) => typeof value === "string", "a text");
export const flag = simple((value) => typeof value === "boolean", "true or false");
/** JSON.parse reads 1e999 as an infinity. */
export const number = simple((value) => Number.isFinite(value), "a finite number");
export const positive = simple((value) => Number.isFinite(value) && (value as number) > 0, "a number above 0");
export const share = simple((value) => typeof value === "number" && value >= 0 && value <= 1, "a number from 0 to 1");
export const whole = (low: number, high: number): Shape =>
  simple(
    (value) => Number.isInteger(value) && (value as number) >= low && (value as number) <= high,
    `a whole number from ${low} to ${high}`,
  );
export const word = (...known: readonly string[]): Shape =>
  simple((value) => typeof value === "string" && known.includes(value), known.join(" or "));

export const nullable =
  (shape: Shape): Shape =>
  (value, at) =>
    value === null ? null : shape(value, at);
export const optional =
  (shape: Shape): Shape =>
  (value, at) =>
    value === undefined ? null : shape(value, at);
/** Numbers that are not finite are null in JSON. */
export const figure = nullable(number);

export const list =
  (shape: Shape, least = 0, most = Infinity): Shape =>
  (value, at) => {
    if (!Array.isArray(value) || value.length < least || value.length > most)
      return { at, found: inWords(value), expected: least === 0 ? "a list" : "a list that is not empty" };
    return firstOf(value.map((item, i) => () => shape(item, `${at}.${i}`)));
  };

export const pair =
  (shape: Shape): Shape =>
  (value, at) =>
    Array.isArray(value) && value.length !== 2
      ? { at, found: inWords(value), expected: "two values" }
      : list(shape)(value, at);

/** Names of any kind, each with a value of one shape. */
export const record =
  (shape: Shape): Shape =>
  (value, at) =>
    isMap(value)
      ? firstOf(
          Object.entries(value).map(
            ([name, item]) =>
              () =>
                shape(item, `${at}.${name}`),
          ),
        )
      : { at, found: inWords(value), expected: "a map" };

/** A map with these keys; others may stand beside them. */
export const object =
  <T>(shapes: { readonly [K in keyof T]-?: Shape }): Shape =>
  (value, at) =>
    isMap(value)
      ? firstOf(
          Object.entries<Shape>(shapes).map(
            ([name, shape]) =>
              () =>
                shape(Object.hasOwn(value, name) ? value[name] : undefined, at === "" ? name : `${at}.${name}`),
          ),
        )
      : { at, found: inWords(value), expected: "a map" };

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function firstOf(looks: readonly (() => Misfit | null)[]): Misfit | null {
  for (const look of looks) {
    const misfit = look();
    if (misfit !== null) return misfit;
  }
  return null;
}
