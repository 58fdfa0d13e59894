import type { Place } from "../configuration/place.ts";
import type { Reading } from "../configuration/reading.ts";
import type { Host } from "../deployment/hosts.ts";
import type { VirtualRouter } from "../deployment/virtual-routers.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** How bad it is: nobody takes over or calls are lost for good; calls are lost that need not be; worth knowing. */
export const SEVERITIES = ["error", "warning", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a check may look at: the files of all hosts, or one scenario. */
export interface Seen {
  readonly readings: readonly Reading[];
  readonly hosts: readonly Host[];
  /** Virtual routers of VRRP with the hosts that take part in them. */
  readonly routers: readonly VirtualRouter[];
  /** Proxies behind directors, as the imported scenario calls them. */
  readonly behind: readonly string[];
  /** One of these, or without directors who has the address. */
  readonly victim: string;
  readonly scenario: SeenScenario | null;
}

export interface SeenScenario {
  /** As it stands in its file. */
  readonly text: string;
  readonly scenario: Scenario;
  /** Where a value stands, or should. */
  readonly placeOf: (...path: readonly (string | number)[]) => Place;
}

/** A run that shows what a finding leads to. */
export interface Trial {
  /** What happens in it, such as "kam1's SIP server dies". */
  readonly when: string;
  /** A line of a fault script, without its time; left out: `settings` say it all. */
  readonly fault?: string;
  /** What else is set for it, as `--set` takes it. */
  readonly settings?: readonly string[];
  /** The host whose files say how its tier behaves; left out: the first of each. */
  readonly lead?: string;
}

/** One place of a file at which a check has found something. */
export interface Found {
  readonly place: Place;
  readonly message: string;
  /** What will happen. */
  readonly consequence: string;
  /** Of the scenario that import makes of these files; left out where the scenario cannot have it. */
  readonly trial?: Trial;
  /** Where it is less than the check's own. */
  readonly severity?: Severity;
}

/** Texts by their paths. */
export type Files = Readonly<Record<string, string>>;

/** One thing that people configure wrongly. */
export interface Check {
  /** `SN` and three digits: 1 VRRP, 2 SIP servers, 3 clusters, databases and balancers, 4 DNS, 5 scenarios. */
  readonly code: string;
  readonly title: string;
  readonly severity: Severity;
  /** What it looks at and what it finds. */
  readonly about: string;
  readonly mend: string;
  /** Files that have it, and the same files mended. */
  readonly ill: Files;
  readonly well: Files;
  /** The like of the example's trial where the example mended calls its servers otherwise. */
  readonly mendedFault?: string;
  /** Why no run shows what it leads to, as a sentence. */
  readonly notRun?: string;
  find(seen: Seen): readonly Found[];
}
