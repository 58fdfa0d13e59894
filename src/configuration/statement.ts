import type { Place, Remark } from "./place.ts";

/** A word of a configuration file, without its quotation marks. */
export interface Word {
  readonly text: string;
  readonly place: Place;
}

/** Words of one line, and what stands in braces behind them; null where no braces stand. Shared by the daemons whose files are nested blocks. */
export interface Statement {
  readonly words: readonly Word[];
  readonly block: readonly Statement[] | null;
}

/** A word, a brace, or the end of a line. */
export type Token = Word | { readonly brace: "{" | "}"; readonly place: Place } | { readonly end: Place };

/** The first word. */
export const keyOf = ({ words }: Statement): string => words[0]?.text ?? "";
/** Where it stands. */
export const placeOf = ({ words }: Statement): Place => words[0]!.place;

/** Blocks within blocks that are kept; what is deeper belongs to the last of them. */
const DEPTH_MAX = 32;

/** Puts what stands in braces behind the words before them, which may stand in the line above. */
export function nested(tokens: readonly Token[], problems: Remark[]): Statement[] {
  const root: Statement[] = [];
  const blocks: { readonly into: Statement[]; words: Word[] }[] = [{ into: root, words: [] }];
  let tooDeep = 0;
  for (const token of tokens) {
    const inner = blocks.at(-1)!;
    const finish = (): void => {
      if (inner.words.length > 0) inner.into.push({ words: inner.words, block: null });
      inner.words = [];
    };
    if ("text" in token) inner.words.push(token);
    else if ("end" in token) finish();
    else if (token.brace === "{") {
      if (blocks.length > DEPTH_MAX) {
        tooDeep++;
        continue;
      }
      const block: Statement[] = [];
      // A brace in a line of its own belongs to the line above.
      const words =
        inner.words.length > 0 ? inner.words : inner.into.at(-1)?.block === null ? inner.into.pop()!.words : [];
      if (words.length === 0) problems.push({ place: token.place, text: "opens a brace that nothing stands before" });
      else inner.into.push({ words, block });
      inner.words = [];
      blocks.push({ into: block, words: [] });
    } else {
      finish();
      if (tooDeep > 0) tooDeep--;
      else if (blocks.length > 1) blocks.pop();
      else problems.push({ place: token.place, text: "closes a brace that was not opened" });
    }
  }
  const last = blocks.at(-1)!;
  if (last.words.length > 0) last.into.push({ words: last.words, block: null });
  if (blocks.length > 1) problems.push({ place: endOf(tokens), text: "ends with a brace still open" });
  return root;
}

const endOf = (tokens: readonly Token[]): Place => {
  const last = tokens.at(-1)!;
  return "end" in last ? last.end : last.place;
};
