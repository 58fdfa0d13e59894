import type { SerToken } from "./tokens.ts";

/** Tokens as they stood, spaces between them where some were. */
export const joined = (tokens: readonly SerToken[]): string =>
  tokens.map(({ text, isSpaced }, at) => (isSpaced && at > 0 ? ` ${text}` : text)).join("");

/** Splits at commas that stand in no parentheses. */
export function argumentsOf(tokens: readonly SerToken[]): readonly (readonly SerToken[])[] {
  const parts: SerToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "mark" && "([{".includes(token.text)) depth++;
    if (token.kind === "mark" && ")]}".includes(token.text)) depth--;
    if (token.kind === "mark" && token.text === "," && depth === 0) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return tokens.length === 0 ? [] : parts;
}
