import type { BindingsLaw } from "../law.ts";
import type { InDatabase } from "./description.ts";

/** What is in the database survives whoever asks it. */
export const database: BindingsLaw<InDatabase> = () => ({ kept: "elsewhere" });
