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
import { WEIGHT_BESIDE_NOPREEMPT } from "./sn115-weight-beside-nopreempt.ts";
import { NO_PROBING } from "./sn201-no-probing.ts";
import { NOBODY_IS_MARKED } from "./sn202-nobody-is-marked.ts";
import { PING_TIMES_OUT_LATE } from "./sn203-ping-times-out-late.ts";
import { NO_NEXT_DESTINATION } from "./sn204-no-next-destination.ts";
import { TIMEOUTS_COUNT_AS_ANSWERS } from "./sn205-timeouts-count-as-answers.ts";
import { ONE_DESTINATION } from "./sn206-one-destination.ts";
import { LEFT_OUT_FOR_GOOD } from "./sn207-left-out-for-good.ts";
import { DMQ_WITHOUT_SYNC } from "./sn211-dmq-without-sync.ts";
import { BINDINGS_OF_ONE_SERVER } from "./sn212-bindings-of-one-server.ts";
import { ONE_DATABASE } from "./sn213-one-database.ts";
import { WRITE_BACK } from "./sn214-write-back.ts";
import { STANDBY_WITHOUT_BINDINGS } from "./sn215-standby-without-bindings.ts";
import { CONSENSUS_TOO_SHORT, TWO_NODE_BESIDE_DEVICE, TWO_NODES_WITHOUT_TWO_NODE } from "./sn301-consensus.ts";
import { NO_FENCING, NO_MONITOR, NOTHING_TO_FENCE_WITH, QUORUM_IGNORED } from "./sn303-pacemaker.ts";
import { SLOW_TOKEN } from "./sn308-slow-token.ts";
import { TWO_GALERA_NODES } from "./sn311-two-galera-nodes.ts";
import { UNCHECKED_SERVER } from "./sn312-unchecked-server.ts";
import { EMPTY_GCOMM } from "./sn313-empty-gcomm.ts";
import { UNCHECKED_REAL_SERVER } from "./sn314-unchecked-real-server.ts";
import { LONG_TTL, ONE_SRV_TARGET, ONE_TARGET_HAS_MOST } from "./sn401-one-srv-target.ts";
import { NOBODY_WATCHES, ONE_SERVER } from "./sn501-one-server.ts";
import { SURVIVORS_OVERLOADED, WEIGHTS_OVERLOAD } from "./sn503-survivors.ts";
import { REGISTRATION_STORM } from "./sn505-registration-storm.ts";
import { PROBES_SLOWER_THAN_EVICTION, READY_BEFORE_BINDINGS } from "./sn506-readiness.ts";
import { ALL_ON_ONE_HOST } from "./sn508-one-host.ts";
import { ALL_AT_ONE_SITE, ONE_CAUSE } from "./sn509-one-cause.ts";

export const CHECKS: readonly Check[] = [
  ...[
    WEIGHT_TOO_SMALL,
    EQUAL_PRIORITIES,
    ...PEERS_DISAGREE,
    NOPREEMPT_BESIDE_MASTER,
    NOTHING_TRACKED,
    WEIGHTS_IN_SYNC_GROUP,
    SLOW_CHECK,
    UNICAST_PEERS,
    MISSING_SCRIPT,
    SILENT_TAKEOVER,
    WEIGHT_BESIDE_NOPREEMPT,
  ],
  ...[
    NO_PROBING,
    NOBODY_IS_MARKED,
    PING_TIMES_OUT_LATE,
    NO_NEXT_DESTINATION,
    TIMEOUTS_COUNT_AS_ANSWERS,
    ONE_DESTINATION,
    LEFT_OUT_FOR_GOOD,
    DMQ_WITHOUT_SYNC,
    BINDINGS_OF_ONE_SERVER,
    ONE_DATABASE,
    WRITE_BACK,
    STANDBY_WITHOUT_BINDINGS,
  ],
  ...[
    CONSENSUS_TOO_SHORT,
    TWO_NODES_WITHOUT_TWO_NODE,
    NO_FENCING,
    NOTHING_TO_FENCE_WITH,
    NO_MONITOR,
    QUORUM_IGNORED,
    TWO_NODE_BESIDE_DEVICE,
    SLOW_TOKEN,
    TWO_GALERA_NODES,
    UNCHECKED_SERVER,
    EMPTY_GCOMM,
    UNCHECKED_REAL_SERVER,
  ],
  ...[ONE_SRV_TARGET, LONG_TTL, ONE_TARGET_HAS_MOST],
  ...[
    ONE_SERVER,
    NOBODY_WATCHES,
    SURVIVORS_OVERLOADED,
    WEIGHTS_OVERLOAD,
    REGISTRATION_STORM,
    PROBES_SLOWER_THAN_EVICTION,
    READY_BEFORE_BINDINGS,
    ALL_ON_ONE_HOST,
    ALL_AT_ONE_SITE,
    ONE_CAUSE,
  ],
];

/** The check of a code, whatever its case, with or without its letters; undefined: there is none. */
export const checkOf = (code: string): Check | undefined =>
  CHECKS.find((one) => one.code === code.toUpperCase() || one.code === `SN${code}`);
