/** The part of fontkit 2.0.4 that is used here; the package has no types of its own. */
declare module "fontkit" {
  export interface Font {
    readonly unitsPerEm: number;
    /** Shapes one line of text, kerning included; the width is in font units. */
    layout(text: string): { readonly advanceWidth: number };
  }
  export function openSync(path: string): Font;
}
