/** All checks, by their codes. */
import type { Check } from "./check.ts";
import { WEIGHT_TOO_SMALL } from "./sn101-weight-too-small.ts";
import { EQUAL_PRIORITIES } from "./sn102-equal-priorities.ts";
import { PEERS_DISAGREE } from "./sn103-peers-disagree.ts";
import { NOPREEMPT_BESIDE_MASTER } from "./sn108-nopreempt-master.ts";
import { NOTHING_TRACKED } from "./sn109-nothing-tracked.ts";
import { WEIGHTS_IN_SYNC_GROUP } from "./sn110-weights-in-sync-group.ts";
import { SLOW_CHECK } from "./sn111-slow-check.ts";
import { UNICAST_PEERS } from "./sn112-unicast-peers.ts";
import { MISSING_SCRIPT } from "./sn113-missing-script.ts";
import { SILENT_TAKEOVER } from "./sn114-silent-takeover.ts";
import { NO_PROBING } from "./sn201-no-probing.ts";
import { NOBODY_IS_MARKED } from "./sn202-nobody-is-marked.ts";
import { PING_TIMES_OUT_LATE } from "./sn203-ping-times-out-late.ts";

export const CHECKS: readonly Check[] = [
  ...[WEIGHT_TOO_SMALL, EQUAL_PRIORITIES, ...PEERS_DISAGREE, NOPREEMPT_BESIDE_MASTER, NOTHING_TRACKED],
  ...[WEIGHTS_IN_SYNC_GROUP, SLOW_CHECK, UNICAST_PEERS, MISSING_SCRIPT, SILENT_TAKEOVER],
  ...[NO_PROBING, NOBODY_IS_MARKED, PING_TIMES_OUT_LATE],
];

/** The check of a code, whatever its case; undefined: there is none. */
export const checkOf = (code: string): Check | undefined => CHECKS.find((one) => one.code === code.toUpperCase());
