/** Probabilities and flows below this lie at the edge of the number range, lose their digits and are not watched. */
export const NEGLIGIBLE = 1e-290;
