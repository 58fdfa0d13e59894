import { independentValues, metricIndex } from "../library/simulation.ts";
import { type MeanInterval, studentInterval } from "../library/statistics.ts";
import { FEWER, reductionPercent } from "./failed-calls.ts";
import { type Depth, job, type Shelf, type ThesisPart } from "./part.ts";

/** An experiment that the thesis did not make: one assumption of Fig. 9 changed, everything else as it was. */
interface Variant {
  readonly name: string;
  readonly question: string;
  readonly iprs: string;
  readonly ppdr: string;
}

const VARIANTS: readonly Variant[] = [
  {
    name: "cap lifted",
    question: "What if SIPp had no open-call limit (-l 10000)?",
    iprs: "thesis/fig9-iprs-no-limit.yaml",
    ppdr: "thesis/fig9-ppdr-no-limit.yaml",
  },
  {
    name: "bindings cached",
    question: "What if the proxies cached the bindings (db_mode 1 or 2)?",
    iprs: "thesis/fig9-iprs.yaml",
    ppdr: "thesis/fig9-ppdr-cached.yaml",
  },
  {
    name: "three proxies",
    question: "What if PPDR had three proxies, as in the thesis's own Fig. 4?",
    iprs: "thesis/fig9-iprs.yaml",
    ppdr: "thesis/fig9-ppdr-three.yaml",
  },
  {
    name: "retransmission on",
    question: "What if lost messages were sent again, as RFC 3261 demands?",
    iprs: "thesis/fig9-iprs-retransmission.yaml",
    ppdr: "thesis/fig9-ppdr-retransmission.yaml",
  },
  {
    name: "IPRS shared load",
    question: "What if callers spread over both addresses of IPRS, as its DNS SRV records would have them?",
    iprs: "thesis/fig9-iprs-weighted.yaml",
    ppdr: "thesis/fig9-ppdr.yaml",
  },
];

export interface VariantPoint {
  readonly name: string;
  readonly question: string;
  readonly rate: number;
  readonly iprs: MeanInterval;
  readonly ppdr: MeanInterval;
  /** Per cent fewer failed calls with IPRS; null where PPDR loses none. */
  readonly percent: MeanInterval | null;
}

const QUICK = ["run.replications=4", "run.stratify=1"];
const FAILED = metricIndex("failedCalls");

/** The experiments around Fig. 9, each at the rates at which the thesis's explanation hangs on its assumption. */
export function variantsPart(shelf: Shelf, depth: Depth): ThesisPart<VariantPoint[]> {
  const rates = depth === "full" ? [200, 300, 400] : [300];
  const runs = VARIANTS.flatMap((variant) =>
    rates.flatMap((rate) =>
      [variant.iprs, variant.ppdr].map((file) =>
        shelf(file, [`traffic.calls.rate=${rate}/s`, ...(depth === "full" ? FEWER : QUICK)]),
      ),
    ),
  );
  return {
    jobs: runs.map(job),
    evaluate: (figures) =>
      VARIANTS.flatMap((variant, v) =>
        rates.map((rate, r) => {
          const at = 2 * (v * rates.length + r);
          const values = [at, at + 1].map((i) => independentValues(figures[i]!, FAILED, runs[i]!.run.stratify));
          const [iprs, ppdr] = values as [number[], number[]];
          const { name, question } = variant;
          const percent = ppdr.every((value) => value === 0) ? null : reductionPercent(iprs, ppdr);
          return { name, question, rate, iprs: studentInterval(iprs), ppdr: studentInterval(ppdr), percent };
        }),
      ),
  };
}
