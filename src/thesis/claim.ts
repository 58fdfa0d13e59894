/**
 * How a claim of the thesis stands: *exact*, it follows from its equations; *calibrated*, the model was fitted to it; *derived*, the
 * model shows it without having been fitted to it; *contradicted*, it does not hold; *not modelled*, the model has no word for it.
 */
export type ClaimStatus = "exact" | "calibrated" | "derived" | "contradicted" | "not modelled";

export interface Claim {
  readonly id: string;
  readonly figure: string;
  readonly statement: string;
  readonly status: ClaimStatus;
  readonly expected: string;
  readonly obtained: string;
}
