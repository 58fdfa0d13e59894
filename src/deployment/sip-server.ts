import type { KamailioFacts } from "../configuration/kamailio/facts.ts";
import type { OpensipsFacts } from "../configuration/opensips/facts.ts";
import type { Origin, Said } from "../configuration/place.ts";
import type { Reading } from "../configuration/reading.ts";
import type { SerFacts } from "../configuration/ser/facts.ts";
import { type Dispatch, dispatchOfKamailio, dispatchOfOpensips } from "./dispatch.ts";
import { relayOf } from "./route-calls.ts";

/** A Kamailio or an OpenSIPS, as far as a scenario can say it. Times in seconds. */
export interface SipServer {
  readonly path: string;
  readonly facts: SerFacts;
  /** Directors choose among destinations of a dispatcher, proxies look users up. */
  readonly role: "director" | "proxy";
  readonly workers: Said<number>;
  /** `t_relay`: it keeps transactions. */
  readonly relays: Origin | null;
  /** Until a transaction without any answer ends (fr_timer), and one that rings (fr_inv_timer); null without tm. */
  readonly silence: Said<number> | null;
  readonly ringing: Said<number> | null;
  readonly dispatch: Dispatch | null;
  readonly bindings: Bindings | null;
}

/** Where bindings are: in memory, or behind it in a database. */
export interface Bindings {
  readonly mode: Said<"memory" | "write-through" | "write-back" | "database">;
  readonly interval: Said<number>;
  readonly databaseUrl: Said<string>;
  /** Whether they are copied to peers. */
  readonly copies: Said<boolean>;
  /** Of copies to a server that starts again, how many contacts a message holds (dmq_usrloc); null: it gets none so. */
  readonly batch: Said<number> | null;
  /** Whether a server that starts asks its peers for theirs; null: nothing of the kind is loaded. */
  readonly syncs: Said<boolean> | null;
}

const MODES = ["memory", "write-through", "write-back", "database"] as const;

/** What a reading of Kamailio's or OpenSIPS's file says of its server; null for other files. */
export function sipServerOf(reading: Reading): SipServer | null {
  if (reading.kind === "kamailio") return ofKamailio(reading.path, reading.facts);
  return reading.kind === "opensips" ? ofOpensips(reading.path, reading.facts) : null;
}

/** Processes of the first socket for UDP. */
const workersOf = ({ listens }: SerFacts, usual: Said<number>): Said<number> =>
  listens.find(({ protocol }) => protocol === "udp" || protocol === "any")?.workers ?? usual;

/** A time that a timer can have. */
const aboveZero = (said: Said<number> | undefined): Said<number> | null =>
  said !== undefined && said.value > 0 ? said : null;

function ofKamailio(path: string, facts: KamailioFacts): SipServer {
  const { tm, dispatcher, usrloc, dmq_usrloc } = facts.parameters;
  const mode = MODES[usrloc?.db_mode.value ?? 0] ?? "memory";
  return {
    ...common(path, facts, dispatcher && dispatchOfKamailio(facts, dispatcher)),
    workers: workersOf(facts, facts.core.children),
    silence: aboveZero(tm?.fr_timer),
    ringing: aboveZero(tm?.fr_inv_timer),
    bindings: usrloc && {
      mode: { value: mode, origin: usrloc.db_mode.origin },
      interval: usrloc.timer_interval,
      databaseUrl: usrloc.db_url,
      syncs: dmq_usrloc?.sync ?? null,
      batch: dmq_usrloc?.sync.value === true ? dmq_usrloc.batch_msg_contacts : null,
      copies: dmq_usrloc?.enable ?? { value: false, origin: { kind: "default", of: "kamailio 5.6.3" } },
    },
  };
}

function ofOpensips(path: string, facts: OpensipsFacts): SipServer {
  const { tm, dispatcher, usrloc } = facts.parameters;
  const preset = usrloc?.working_mode_preset;
  const isShared = /^full-sharing/.test(preset?.value ?? "");
  const isWritten = usrloc?.db_mode.origin.kind === "written";
  return {
    ...common(path, facts, dispatcher && dispatchOfOpensips(facts, dispatcher)),
    workers: workersOf(facts, facts.core.udp_workers),
    silence: aboveZero(tm?.fr_timeout),
    ringing: aboveZero(tm?.fr_inv_timeout),
    bindings: usrloc && {
      mode: isWritten
        ? { value: MODES[usrloc.db_mode.value] ?? "memory", origin: usrloc.db_mode.origin }
        : {
            value: /sql-only/.test(preset!.value)
              ? "database"
              : /sql-write-through/.test(preset!.value)
                ? "write-through"
                : /sql-write-back/.test(preset!.value)
                  ? "write-back"
                  : "memory",
            origin: preset!.origin,
          },
      interval: usrloc.timer_interval,
      databaseUrl: usrloc.db_url,
      copies: { value: isShared, origin: preset!.origin },
      batch: null,
      syncs: null,
    },
  };
}

const common = (path: string, facts: SerFacts, dispatch: Dispatch | null) => ({
  ...{ path, facts, dispatch },
  role: dispatch === null ? ("proxy" as const) : ("director" as const),
  relays: relayOf(facts),
});
