/** Stands in for the painter, which is a program of its own that browsers cannot load. */
export class Resvg {
  constructor() {
    throw new Error("renderPng runs in Node only; a browser can draw what renderSvg returns on a canvas");
  }
}
