import type { FailureWay, InPlace, NodeGroup } from "../analysis/model.ts";
import type { Stream } from "../random/stream.ts";
import { InPlaceProcess } from "./in-place-process.ts";
import { type NodeState, oneOf, type Place } from "./place.ts";
import { QuorumProcess } from "./quorum-process.ts";
import { type Add, RecoveryProcess } from "./recovery-process.ts";

/** The nodes and places of one group, one by one. */
export class GroupProcess {
  readonly group: NodeGroup;
  /** The nodes that have failed. */
  readonly recovery: RecoveryProcess;
  protected readonly nodes: NodeState[];
  readonly #places: Place[];
  /** Rates at which the stages of a failover end [1/s]. */
  protected readonly failoverRates: readonly number[];
  /** Whether its nodes may serve; undefined: those that are well may. */
  readonly #quorum: QuorumProcess | undefined;
  /** Processes that a cluster manager sees to. */
  readonly #inPlace: InPlaceProcess;
  readonly #random: Stream;
  /** Uncovered failures that block the whole group until people come. */
  protected blocking = 0;

  /** @param random draws what of a recovery succeeds */
  constructor(group: NodeGroup, random: Stream) {
    this.group = group;
    this.nodes = group.nodes.map(() => "serving" as const);
    this.#inPlace = new InPlaceProcess(random);
    this.#random = random;
    this.recovery = new RecoveryProcess(group, random, (node) => this.comeBack(node));
    this.#quorum = group.votes && new QuorumProcess(group.votes, group.nodes.length);
    this.#places = Array.from({ length: group.active }, () => ({ doing: "served", stage: 0 }) as Place);
    this.failoverRates = (group.standby?.failover ?? []).flatMap(({ time }) =>
      new Array<number>(time.stages).fill(time.stages / time.mean),
    );
  }

  reset(): void {
    for (let node = 0; node < this.nodes.length; node++)
      this.nodes[node] = node < this.group.active ? "serving" : "standing by";
    for (const place of this.#places) place.doing = "served";
    this.blocking = 0;
    this.#inPlace.reset();
    this.recovery.reset();
    this.#quorum?.reset();
  }

  get isAsNew(): boolean {
    if (this.recovery.failed + this.blocking > 0 || this.#quorum?.isAsNew === false) return false;
    return !this.nodes.includes("in maintenance") && this.#places.every(({ doing }) => doing === "served");
  }

  /** Whether a node delivers service. */
  serves(node: number): boolean {
    return this.blocking === 0 && !this.#quorum?.stops && this.nodes[node] === "serving";
  }

  /** Whether a node serves or could be made to, as far as votes go as well. */
  couldServe(node: number): boolean {
    return this.isWell(node) && this.#quorum?.hasVotes !== false;
  }

  /** Something has happened: votes are counted. */
  settle(): void {
    if (this.#quorum === undefined) return;
    if (
      this.#quorum.count(this.nodes.filter((state, node) => this.isWell(node) || state === "to start in place").length)
    )
      this.#fillVacancies();
    if (!this.#quorum.isHeld)
      for (const place of this.#places) if (place.doing === "failing over") place.doing = "vacant";
  }

  /** Whether a node serves or could be made to. */
  isWell(node: number): boolean {
    return this.nodes[node] === "serving" || this.nodes[node] === "standing by";
  }

  listFailures(add: Add): void {
    const { mttf, commonCause = 0, maintenance } = this.group;
    for (const way of this.recovery.ways)
      if (!this.#comesWithAge(way)) this.listOwnFailures(add, ((1 - commonCause) / mttf) * way.share, way);
    const [serving, standing] = [this.#count("serving"), this.#count("standing by")];
    if (serving + standing > 0)
      for (const way of this.recovery.ways) add((commonCause / mttf) * way.share, true, () => this.failAll(way));
    if (maintenance !== undefined && this.isAsNew)
      add(1 / maintenance.every, true, () => {
        const node = this.nodes.indexOf(standing > 0 ? "standing by" : "serving");
        if (standing === 0) this.#places.find(({ doing }) => doing === "served")!.doing = "vacant";
        this.nodes[node] = "in maintenance";
      });
  }

  #comesWithAge = ({ name }: FailureWay): boolean => this.group.life?.laws.some(([way]) => way === name) ?? false;

  /** The life of a node is over: it fails in this way, serving or standing by. */
  failOfAge(node: number, way: FailureWay): void {
    const lack = this.#lackOfCoverage(way);
    if (this.nodes[node] === "standing by") this.#failStanding(way, node);
    else if (lack > 0 && this.#random.bernoulli(lack)) this.#failUncovered(way, node);
    else this.#failCovered(way, node);
  }

  #failStanding(way: FailureWay, node: number): void {
    this.fail(node, way);
    this.#abandonFailovers();
  }

  /** Probability that the failure of a node that serves is not covered now. */
  #lackOfCoverage({ heard }: FailureWay): number {
    const { coverage } = this.group;
    const isRisky = coverage !== undefined && heard === undefined;
    return isRisky && this.#isAtRisk(this.#count("serving"), this.#count("standing by")) ? 1 - coverage.probability : 0;
  }

  /** Whether a node is left that an event for the whole group would strike. */
  get isAlive(): boolean {
    return this.nodes.some((_, node) => this.isWell(node));
  }

  /** @param rate at which a node that serves fails in this way by itself [1/s] */
  protected listOwnFailures(add: Add, rate: number, way: FailureWay): void {
    const { standby } = this.group;
    const serving = this.#count("serving");
    const standing = this.#count("standing by");
    const { inPlace } = way;
    if (inPlace !== undefined) {
      add(serving * rate, true, () => this.#failInPlace({ ...way, inPlace }));
      add(standing * rate * (standby?.failureFactor ?? 0), true, () => {
        this.fail(this.nodes.indexOf("standing by"), way, Number(inPlace.forgotten < Infinity));
        this.#abandonFailovers();
      });
      return;
    }
    const uncovered = this.#lackOfCoverage(way);
    add(serving * rate * (1 - uncovered), true, () => this.#failCovered(way, this.#oneOf("serving")));
    add(serving * rate * uncovered, true, () => this.#failUncovered(way, this.#oneOf("serving")));
    add(standing * rate * (standby?.failureFactor ?? 0), true, () =>
      this.#failStanding(way, this.#oneOf("standing by")),
    );
  }

  listRecoveries(add: Add): void {
    const { coverage } = this.group;
    for (const place of this.#places)
      if (place.doing === "failing over") add(this.failoverRates[place.stage]!, false, () => this.#advance(place));
    if (coverage !== undefined && "manualRecovery" in coverage) {
      add(this.blocking / coverage.manualRecovery, false, () => {
        this.blocking--;
        this.#fillVacancies();
      });
      for (const place of this.#places)
        if (place.doing === "blocked")
          add(1 / coverage.manualRecovery, false, () => {
            place.doing = "vacant";
            this.#fillVacancies();
          });
    }
    this.#inPlace.list(add);
    this.listMaintenanceEnd(add);
    this.#quorum?.list(add, () => this.#fillVacancies());
  }

  protected listMaintenanceEnd(add: Add): void {
    const { maintenance } = this.group;
    if (maintenance !== undefined)
      add(this.#count("in maintenance") / maintenance.duration, false, () =>
        this.comeBack(this.nodes.indexOf("in maintenance")),
      );
  }

  #count(state: NodeState): number {
    let count = 0;
    for (const each of this.nodes) if (each === state) count++;
    return count;
  }

  #oneOf = (state: NodeState): number => oneOf(this.nodes, state, this.group.life && this.#random);

  get #spares(): number {
    return this.#count("standing by") - this.#places.filter(({ doing }) => doing === "failing over").length;
  }

  #isAtRisk(serving: number, standing: number): boolean {
    const { coverage } = this.group;
    if (coverage?.uncovered === "blocks place") return this.#spares > 0;
    if (coverage?.uncovered === "blocks group") return this.blocking === 0;
    return serving + standing > 1;
  }

  /** @param from number of the first thing that may be tried */
  protected fail(node: number, way: FailureWay, from = 0): void {
    this.nodes[node] = "failed";
    this.recovery.fail(node, way, from);
  }

  #failInPlace(way: FailureWay & { readonly inPlace: InPlace }): void {
    const node = this.nodes.indexOf("serving");
    const place = this.#places.find(({ doing }) => doing === "served")!;
    this.nodes[node] = "to start in place";
    place.doing = "to be served in place";
    this.#inPlace.begin(way.inPlace, (end) => {
      if (end === "served") {
        this.nodes[node] = "serving";
        place.doing = "served";
        return;
      }
      this.fail(node, way, end);
      place.doing = "vacant";
      this.#beginFailover(this.#stagesKnown);
    });
  }

  /** Stages of a failover that are over when a node has been given up: its failure is known. */
  get #stagesKnown(): number {
    const phases = this.group.standby?.failover ?? [];
    return phases.reduce((sum, { name, time }) => sum + (name === "takeover" ? 0 : time.stages), 0);
  }

  /** A node that serves fails; its place is the one returned, vacant. */
  #failServing(way: FailureWay, node: number): Place {
    this.fail(node, way);
    const place = this.#places.find(({ doing }) => doing === "served")!;
    place.doing = "vacant";
    return place;
  }

  #failCovered(way: FailureWay, node: number): void {
    const place = this.#failServing(way, node);
    if (way.heard === "never") Object.assign(place, { doing: "kept", keeper: node });
    else this.#beginFailover();
  }

  #failUncovered(way: FailureWay, node: number): void {
    const { uncovered } = this.group.coverage!;
    if (uncovered === "fails group") {
      this.failAll(way);
      return;
    }
    const place = this.#failServing(way, node);
    if (uncovered === "blocks place") place.doing = "blocked";
    else this.blocking++;
  }

  failAll(way: FailureWay, atMost = Infinity): void {
    let [nodes, places] = [atMost, atMost];
    if (way.heard === "never")
      for (const [node, state] of this.nodes.entries())
        if (state === "serving")
          Object.assign(this.#places.find(({ doing }) => doing === "served")!, { doing: "kept", keeper: node });
    for (let node = 0; node < this.nodes.length; node++) if (this.isWell(node) && nodes-- > 0) this.fail(node, way);
    const stays: readonly Place["doing"][] = ["blocked", "kept", "to be served in place", "vacant"];
    for (const place of this.#places) if (!stays.includes(place.doing) && places-- > 0) place.doing = "vacant";
  }

  #beginFailover(over = 0): void {
    if (this.#spares <= 0 || this.blocking > 0 || this.#quorum?.stops) return;
    const place = this.#places.find(({ doing }) => doing === "vacant")!;
    place.doing = "failing over";
    place.stage = over;
    if (this.failoverRates.length === over) this.#serve(place);
  }

  #advance(place: Place): void {
    place.stage++;
    if (place.stage === this.failoverRates.length) this.#serve(place);
  }

  #serve(place: Place): void {
    this.nodes[this.#oneOf("standing by")] = "serving";
    place.doing = "served";
  }

  /** Too few standbys for the failovers under way: those that began last are given up. */
  #abandonFailovers(): void {
    while (this.#spares < 0) {
      const least = this.#places
        .filter(({ doing }) => doing === "failing over")
        .reduce((least, place) => (place.stage < least.stage ? place : least));
      least.doing = "vacant";
    }
  }

  protected comeBack(node: number): void {
    const kept = this.#places.find(({ doing, keeper }) => doing === "kept" && keeper === node);
    if (kept !== undefined) {
      kept.doing = "served";
      this.nodes[node] = "serving";
      return;
    }
    this.nodes[node] = "standing by";
    this.#fillVacancies();
  }

  #fillVacancies(): void {
    for (const place of this.#places) if (place.doing === "vacant" && this.#spares > 0) this.#serve(place);
  }
}
