/** What `npm test` does in part, and `npm run test:long` in full. */
export const isLong = process.env["SIPNINES_LONG"] !== undefined;

/** Those of several rows that stand at these places; in the long tests all of them. */
export const some = <Row>(rows: readonly Row[], places: readonly number[]): Row[] =>
  isLong ? [...rows] : places.map((place) => rows[place]!);

/** How often, how long or how many: less in `npm test` than in the long tests. */
export const less = (quick: number, long: number): number => (isLong ? long : quick);
