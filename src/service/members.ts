import type { Deployment } from "../tiers/description.ts";
import type { Watch } from "./description.ts";

/** How many nodes take part in a watch: those watched, and those that watch. */
export const membersOf = ({ tiers }: Pick<Deployment, "tiers">, { tier, by }: Pick<Watch, "tier" | "by">): number =>
  tiers.reduce((count, { name, nodes }) => (name === tier || name === by ? count + nodes.length : count), 0);
