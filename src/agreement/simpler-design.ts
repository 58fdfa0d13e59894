import { type RandomDesign, same } from "./random-design.ts";

/** What belongs to a number of nodes. */
const NO_CLUSTER = { quorum: null, fencing: null };

/** Simpler designs, each by one feature: the first that still does what is looked for is the next to be made simpler. */
export function simpler(design: RandomDesign): RandomDesign[] {
  const { active, standby, behind, weights, priorities, nextTarget } = design;
  const common = behind > 0 || nextTarget !== null || design.oneAddress;
  const { classes } = design;
  const steps: readonly (Partial<RandomDesign> | false)[] = [
    design.fencing !== null && { fencing: null },
    design.quorum !== null && { quorum: null },
    classes !== null && { classes: null },
    classes?.hangs === true && { classes: { ...classes, hangs: false } },
    classes !== null && classes.life !== "exponential" && { classes: { ...classes, life: "exponential" } },
    classes !== null && classes.site !== null && { classes: { ...classes, site: null } },
    classes !== null && classes.operators !== null && { classes: { ...classes, operators: null } },
    classes !== null && classes.technicians !== null && { classes: { ...classes, technicians: null } },
    classes !== null && classes.inStock < 1 && { classes: { ...classes, inStock: 1 } },
    design.coverage !== null && { coverage: null },
    design.commonCause > 0 && { commonCause: 0 },
    design.crew !== null && { crew: null },
    design.crew !== null && Object.keys(design.crew).length > 1 && { crew: { size: design.crew["size"] } },
    design.standbyRate !== 1 && { standbyRate: 1 },
    design.standbySpeed !== 1 && { standbySpeed: 1 },
    weights.some((weight) => weight !== 1) && { weights: same(active, 1) },
    design.retransmission && { retransmission: false },
    design.hold !== "0 s" && { hold: "0 s" },
    design.recordRoute && { recordRoute: false },
    design.lag !== null && { lag: null },
    design.oneAddress && { oneAddress: false },
    priorities.some((priority) => priority !== 0) && { priorities: same(active, 0) },
    nextTarget !== null && { nextTarget: null },
    design.replication !== null && { replication: null },
    design.promotion !== null && { promotion: null, replication: null },
    design.transfer !== null && { transfer: null },
    design.kept !== (common ? "copied to all" : "copied to standbys") && {
      kept: common ? "copied to all" : "copied to standbys",
      ...{ promotion: null, replication: null, transfer: null },
    },
    behind > 2 && { behind: behind - 1 },
    behind > 0 && { behind: 0, kept: design.kept === "database" ? "database" : "copied to standbys", transfer: null },
    standby > 0 && { standby: standby - 1, ...NO_CLUSTER },
    active > 1 && {
      ...NO_CLUSTER,
      ...{ active: active - 1, weights: weights.slice(0, -1), priorities: priorities.slice(0, -1) },
      nextTarget: active > 2 ? nextTarget : null,
    },
    !("heartbeat" in design.detector) && { detector: { heartbeat: { interval: "1 s", misses: 2 } } },
  ];
  return steps.flatMap((step) => (step === false ? [] : [{ ...design, ...step }]));
}
