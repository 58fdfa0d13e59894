import { databaseDies } from "./database-dies.ts";
import { failover } from "./failover.ts";
import { metastable } from "./metastable.ts";
import { quorumLost } from "./quorum-lost.ts";
import { registrationStorm } from "./registration-storm.ts";
import { rollingUpgrade } from "./rolling-upgrade.ts";
import { silentHeal } from "./silent-heal.ts";
import type { Story } from "./story.ts";
import { tcpReconnects } from "./tcp-reconnects.ts";

/** All guided stories, in the order in which they are offered. */
export const STORIES: readonly Story[] = [
  failover,
  databaseDies,
  silentHeal,
  registrationStorm,
  metastable,
  rollingUpgrade,
  quorumLost,
  tcpReconnects,
];

export const storyNamed = (name: string): Story | undefined => STORIES.find((story) => story.name === name);
