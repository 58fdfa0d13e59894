// simjs 2.0.3 is a browser bundle: it exports nothing and sets `window.Sim`. This plugin gives the file a
// private `window` and re-exports what it put there, for esbuild and for Vite (vitest) alike.
import { readFile } from "node:fs/promises";

const SIMJS = /[\\/]simjs[\\/]sim\.js$/;
const wrap = (source) => `const window = {};\n${source}\nexport const { Sim } = window;\n`;

/** @type {import("esbuild").Plugin} */
export const simjsForEsbuild = {
  name: "simjs",
  setup(build) {
    build.onLoad({ filter: SIMJS }, async ({ path }) => ({
      contents: wrap(await readFile(path, "utf8")),
      loader: "js",
    }));
  },
};

export const simjsForVite = {
  name: "simjs",
  enforce: "pre",
  transform(code, id) {
    return SIMJS.test(id.split("?")[0]) ? { code: wrap(code), map: null } : null;
  },
};
