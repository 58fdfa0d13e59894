import { job, meanOf, type Shelf, type ThesisPart } from "./part.ts";

/** What the sentences of the thesis's chapter 2, and of its table of machines, come to in the model; means over the replications. */
export interface RelatedWork {
  /** Calls lost of those offered above a director's capacity, with few proxies behind it and with many. */
  readonly director: { readonly few: number; readonly many: number; readonly below: number };
  /** Three servers under VRRP, two of which die one after the other. */
  readonly vrrp: {
    readonly failovers: number;
    readonly created: number;
    readonly failed: number;
    readonly outage: number;
  };
  /** Mean time until a death is noticed by heartbeats and by polling, of the same interval and patience [s]. */
  readonly detection: { readonly heartbeat: number; readonly polling: number };
  /** Calls lost with a standby as slow as PC5, and with one as fast as PC4. */
  readonly standby: { readonly slow: number; readonly fast: number };
}

/** PC5 runs at 1.2 GHz, PC4 at 1.8 GHz (Table 2). */
export const SPEED_OF_PC5 = 2 / 3;
/** Proxies behind the director. */
export const FEW = 4;
export const MANY = 8;

/** The runs behind the thesis's account of other work. */
export function relatedWorkPart(shelf: Shelf): ThesisPart<RelatedWork> {
  const director = (proxies: number, rate: string) =>
    shelf("director-bottleneck.yaml", [`architecture.proxies=${proxies}`, `traffic.calls.rate=${rate}`, "expect={}"]);
  const iprs = (...settings: string[]) => shelf("failover-iprs.yaml", ["run.replications=8", "expect={}", ...settings]);
  const detector = (text: string) => iprs(`architecture.watches.membership.detector=${text}`);
  const scenarios = [
    director(FEW, "2000/s"),
    director(MANY, "2000/s"),
    director(MANY, "1500/s"),
    shelf("cisco-vrrp.yaml", [
      "architecture.tiers.proxies.standby=[proxy-2, proxy-3]",
      "faults=[{ at: 6 s, kill: proxy-1 }, { at: 14 s, kill: proxy-2 }]",
      "run.replications=8",
      "expect={}",
    ]),
    detector("{ heartbeat: { interval: 1 s, misses: 2, judged: at timeout, stagger: random } }"),
    detector("{ poll: { interval: 1 s, timeout: 1 s, retries: 0 } }"),
    iprs(`architecture.tiers.proxies.speed={ proxy-3: ${SPEED_OF_PC5} }`),
    iprs(),
  ];
  return {
    jobs: scenarios.map(job),
    evaluate: ([few, many, below, vrrp, heartbeat, polling, slow, fast]) => ({
      director: {
        few: meanOf(few!, "failedCalls") / meanOf(few!, "createdCalls"),
        many: meanOf(many!, "failedCalls") / meanOf(many!, "createdCalls"),
        below: meanOf(below!, "failedCalls"),
      },
      vrrp: {
        failovers: meanOf(vrrp!, "failovers"),
        created: meanOf(vrrp!, "createdCalls"),
        failed: meanOf(vrrp!, "failedCalls"),
        outage: meanOf(vrrp!, "outageTime"),
      },
      detection: { heartbeat: meanOf(heartbeat!, "detectionTime"), polling: meanOf(polling!, "detectionTime") },
      standby: { slow: meanOf(slow!, "failedCalls"), fast: meanOf(fast!, "failedCalls") },
    }),
  };
}
