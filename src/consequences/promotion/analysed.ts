import { longestOf, meanOf } from "../../distributions/law.ts";
import type { ConsequenceLaw } from "../law.ts";
import type { PromotionByWatchers } from "./description.ts";

export const promotion: ConsequenceLaw<PromotionByWatchers> = {
  mean: ({ time }) => meanOf(time),
  longest: ({ time }) => longestOf(time),
};
