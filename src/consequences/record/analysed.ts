import { longestOf, meanOf } from "../../distributions/law.ts";
import type { ConsequenceLaw } from "../law.ts";
import type { NameChange } from "./description.ts";

/** Change the record and wait until a cache fetches it, U(0, TTL) later. */
export const record: ConsequenceLaw<NameChange> = {
  mean: ({ update, ttl }) => meanOf(update) + ttl / 2,
  longest: ({ update, ttl }) => longestOf(update) + ttl,
};
