/** Who loses bindings when nodes fail. */
export type Loss =
  /** Nobody: they are elsewhere. */
  | { readonly kept: "elsewhere" }
  /** Users of one address, with the node that has it, but for what was copied `lag` [s] ago or before. */
  | { readonly kept: "by address"; readonly checkpointed: boolean; readonly lag: number }
  /** All users, with the last node. */
  | { readonly kept: "by all" };

/** What failures do to bindings that are kept in one way; B is its description. */
export type BindingsLaw<B> = (bindings: B) => Loss;
