/** Who loses bindings when nodes fail. */
export type Loss =
  /** Nobody: they are elsewhere; a node that comes back has them as it says, at once where it says nothing. */
  | { readonly kept: "elsewhere"; readonly returning?: Returning }
  /** Users of one address, with the node that has it, but for what was copied `lag` [s] ago or before. */
  | { readonly kept: "by address"; readonly checkpointed: boolean; readonly lag: number }
  /** All users, with the last node; a node that comes back has them as it says, at once where it says nothing. */
  | { readonly kept: "by all"; readonly returning?: Returning };

/** How a node that comes back gets bindings. */
export interface Returning {
  /** Mean time from its start to the first of them [s]. */
  readonly start: number;
  /** From there to the last of so many [s], with so many nodes that have them. */
  lasts(bindings: number, peers: number): number;
  /** Share of so many that come sooner than evenly, since a peer rests behind them only: as many at the start as towards the end, on average. */
  ahead(bindings: number, peers: number): number;
  /** What it does with requests for users it has not heard of yet. */
  readonly meanwhile: "refuse" | "ask a peer" | "out of service";
}

/** What failures do to bindings that are kept in one way; B is its description. */
export type BindingsLaw<B> = (bindings: B) => Loss;
