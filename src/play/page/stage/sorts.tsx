import { SORTS, type Sort } from "../../watched/flights.ts";

/** What a sort of messages is called, and the outline of its mark around (0, 0) with a radius of 1; a cross is stroked. */
export const MARKS: {
  readonly [S in Sort]: { readonly name: string; readonly path: string; readonly isStroked: boolean };
} = {
  request: { name: "requests", path: "M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0Z", isStroked: false },
  response: { name: "responses", path: "M0 -1.25L1.25 0L0 1.25L-1.25 0Z", isStroked: false },
  failure: { name: "final responses that refuse", path: "M-1 -1L1 1M-1 1L1 -1", isStroked: true },
  registration: { name: "registrations", path: "M-0.9 -0.9H0.9V0.9H-0.9Z", isStroked: false },
  detector: { name: "messages of detectors", path: "M0 -1.15L1.1 0.85H-1.1Z", isStroked: false },
  bindings: { name: "messages about bindings", path: "M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0Z", isStroked: true },
};

export function Mark({ sort, size = 5 }: { sort: Sort; size?: number }) {
  const { path, isStroked } = MARKS[sort];
  const half = size * 1.6;
  return (
    <svg class={`mark ${sort}`} width={2 * half} height={2 * half} viewBox="-1.6 -1.6 3.2 3.2" aria-hidden="true">
      <path
        d={path}
        {...(isStroked ? { fill: "none", stroke: "currentColor", "stroke-width": 0.55 } : { fill: "currentColor" })}
      />
    </svg>
  );
}

/** Which mark is what. */
export function Legend() {
  return (
    <ul class="legend" aria-label="Marks of messages">
      {SORTS.map((sort) => (
        <li key={sort}>
          <Mark sort={sort} /> {MARKS[sort].name}
        </li>
      ))}
    </ul>
  );
}
