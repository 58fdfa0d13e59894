/**
 * A SIP service as plain data: what is there, what watches it, how a takeover goes, how requests are dispatched, where
 * bindings are kept and what the service needs. The simulator brings it to life; the analyzer solves it; the report draws
 * it. Nothing here runs. All times are seconds, all rates per second.
 */
import type { Bindings } from "../bindings/description.ts";
import type { Read } from "../notation/shape.ts";
import type { Structure } from "../structure/expression.ts";
import type { Deployment } from "../tiers/description.ts";
import type { DirectorPolicy } from "./directors.ts";
import type { watchShape } from "./notation.ts";

/** Who watches whom, how a death is noticed, and what follows from it. */
export type Watch = Read<typeof watchShape>;

export type { DirectorPolicy };

/** The whole service. */
export interface Architecture extends Deployment {
  /** Name of the preset it came from, or "custom". */
  readonly preset: string;
  readonly title: string;
  readonly watches: readonly Watch[];
  readonly directors: DirectorPolicy;
  readonly bindings: Bindings;
  /** Up or down, in terms of node names. */
  readonly needs: Structure;
}
