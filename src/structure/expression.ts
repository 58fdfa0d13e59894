/**
 * What a service needs in order to be up, as an expression over its components:
 *
 *     allOf("network", anyOf("proxy-a", "proxy-b"), atLeast(2, "reg-1", "reg-2", "reg-3"))
 *
 * The simulator, the cut sets, the Markov chain and the drawing all read this one value. A component may occur more than
 * once: the expression is a coherent (monotone) Boolean function, not only a series-parallel tree.
 */
export type Structure =
  | string
  | { readonly allOf: readonly Structure[] }
  | { readonly anyOf: readonly Structure[] }
  | { readonly atLeast: number; readonly of: readonly Structure[] };

/** Up while every one of the parts is up (a series system). */
export const allOf = (...parts: Structure[]): Structure => ({ allOf: parts });

/** Up while at least one of the parts is up (a parallel system). */
export const anyOf = (...parts: Structure[]): Structure => ({ anyOf: parts });

/** Up while at least `k` of the parts are up (a k-of-n system), 1 ≤ k ≤ number of parts. */
export const atLeast = (k: number, ...parts: Structure[]): Structure => ({ atLeast: k, of: parts });
