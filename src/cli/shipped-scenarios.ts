import { fileURLToPath } from "node:url";

/** The folder of the scenarios that come with the package: two folders above this file, and above its bundle alike. */
export const SCENARIOS = fileURLToPath(new URL("../../scenarios/", import.meta.url));
