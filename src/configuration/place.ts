/** A line of a configuration file. */
export interface Place {
  /** The path as it was named, or as it was found below a folder that was named. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Where a value comes from: a file says it, a daemon takes it when no file says anything, or it is a guess. */
export type Origin =
  | { readonly kind: "written"; readonly place: Place }
  /** `of`: the daemon and the version whose documentation or source has the value, such as "keepalived 2.2.7". */
  | { readonly kind: "default"; readonly of: string }
  | { readonly kind: "assumed"; readonly why: string };

/** A value, and where it comes from. */
export interface Said<Value> {
  readonly value: Value;
  readonly origin: Origin;
}

export const written = <Value>(value: Value, place: Place): Said<Value> => ({
  value,
  origin: { kind: "written", place },
});

export const byDefault = <Value>(value: Value, of: string): Said<Value> => ({ value, origin: { kind: "default", of } });

/** Something to say of a line. */
export interface Remark {
  readonly place: Place;
  readonly text: string;
}
