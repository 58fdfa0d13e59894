import type { CorosyncFacts } from "./corosync/facts.ts";
import type { DispatcherListFacts } from "./dispatcher-list/read.ts";
import type { HaproxyFacts } from "./haproxy/facts.ts";
import type { KamailioFacts } from "./kamailio/facts.ts";
import type { KeepalivedFacts } from "./keepalived/facts.ts";
import type { ConfigurationKind } from "./kinds.ts";
import type { MariadbFacts } from "./mariadb/facts.ts";
import type { OpensipsFacts } from "./opensips/facts.ts";
import type { PacemakerFacts } from "./pacemaker/facts.ts";
import type { Remark, Said } from "./place.ts";
import type { ZoneFacts } from "./zone/facts.ts";

/** What is said by a file of each kind. */
export interface FactsByKind {
  readonly keepalived: KeepalivedFacts;
  readonly corosync: CorosyncFacts;
  readonly pacemaker: PacemakerFacts;
  readonly kamailio: KamailioFacts;
  readonly opensips: OpensipsFacts;
  readonly "dispatcher-list": DispatcherListFacts;
  readonly haproxy: HaproxyFacts;
  readonly zone: ZoneFacts;
  readonly mariadb: MariadbFacts;
}

/** One file of one host as it was read, with those that it includes. */
export type Reading = {
  readonly [Kind in ConfigurationKind]: {
    readonly kind: Kind;
    readonly path: string;
    /** Whose file it is. */
    readonly host: Said<string>;
    readonly facts: FactsByKind[Kind];
    /** Read, and of no consequence here. */
    readonly irrelevant: readonly Remark[];
    /** Not understood. */
    readonly unknown: readonly Remark[];
    /** What the daemon would complain of, or what is not there. */
    readonly problems: readonly Remark[];
  };
}[ConfigurationKind];
