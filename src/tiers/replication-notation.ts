import { durations } from "../distributions/duration.ts";
import { choiceOf, defaulted, object } from "../notation/object.ts";
import { duration, probability, wholeNumber } from "../notation/quantities.ts";
import { ofKind, type Read } from "../notation/shape.ts";

/**
 * How the servers of a database come to hold the same. Time-outs are those of MariaDB 10.11 (`rpl_semi_sync_master_timeout`) and of Galera 26.4
 * (`evs.suspect_timeout`, `evs.inactive_check_period`).
 */
export const replicationShape = choiceOf("how a database is replicated", {
  asynchronous: {
    meaning:
      "The primary answers at once, and replicas have what it wrote so long later: what it has answered within the lag before its death is lost when one of them is promoted.",
    shape: ofKind(
      "asynchronous",
      object("asynchronous replication", {
        lag: defaulted("How far the replicas are behind the primary.", duration("100 ms"), 0.1, "100 ms"),
      }),
    ),
  },
  semiSynchronous: {
    meaning: "The primary answers a write when so many replicas have it.",
    shape: ofKind(
      "semiSynchronous",
      object("semi-synchronous replication", {
        copies: defaulted("Replicas that must have a write before it is answered.", wholeNumber(1, 8, 1), 1),
        timeout: defaulted(
          "How long a write waits where too few replicas can be reached; then writes are answered without them until one is back. never: they wait, as under PostgreSQL's synchronous_commit.",
          duration("10 s", { words: { never: Infinity } }),
          10,
          "10 s",
        ),
      }),
    ),
  },
  certification: {
    meaning:
      "Every active node may be written, and a write is answered when all have it (Galera). A node that has fallen silent stops all writes until it is excluded; those who are not more than half of all nodes serve nobody.",
    shape: ofKind(
      "certification",
      object("replication by certification", {
        suspect: defaulted("Silence after which a node is excluded.", duration("5 s", { above: 0 }), 5, "5 s"),
        check: defaulted("How often nodes look for that.", duration("500 ms"), 0.5, "500 ms"),
      }),
    ),
  },
});

/** How the servers of a database come to hold the same; times in seconds. */
export type Replication = Read<typeof replicationShape>;

/**
 * How a replica takes the place of a dead primary. 30 s is the `ttl` after which Patroni lets a replica take the lead; one in twenty fails
 * and is made by people within half an hour.
 */
export const promotionShape = object("promotion", {
  time: defaulted("Until the replica serves; 30 s is Patroni's ttl.", durations("30 s", 0), 30, "30 s"),
  probability: defaulted("Probability that it works.", probability, 0.95, "95 %"),
  manualRecovery: defaulted("Mean time until it is done by hand.", duration("30 min", { above: 0 }), 1800, "30 min"),
});

/** How a replica takes the place of a dead primary; times in seconds. */
export type Promotion = Read<typeof promotionShape>;
