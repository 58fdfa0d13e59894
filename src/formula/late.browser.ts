import * as loaded from "./mathjs.ts";

/** The parser and the units of mathjs, where there is no file to wait for. */
export const language = (): typeof loaded => loaded;
