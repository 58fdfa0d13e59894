/** Widths of texts where there are no font files: the browser is asked, with the face that it draws with. */
export type Weight = "normal" | "bold";

interface Measuring {
  font: string;
  measureText(text: string): { readonly width: number };
}
declare const OffscreenCanvas: new (width: number, height: number) => { getContext(kind: "2d"): Measuring };

/** Size at which texts are measured [px]; large, so that hinting does not count. */
const SIZE = 100;

let canvas: Measuring | null = null;

export function emsOf(text: string, weight: Weight): number {
  canvas ??= new OffscreenCanvas(1, 1).getContext("2d");
  canvas.font = `${weight} ${SIZE}px "DejaVu Sans", Verdana, sans-serif`;
  return canvas.measureText(text).width / SIZE;
}

export function fontFiles(): readonly string[] {
  throw new Error("a browser has no font files; renderSvg needs none, renderPng runs in Node only");
}
