import { LongRunInSteps } from "../../experiment/long-run.ts";
import type { EngineName } from "../../kernel/engine.ts";
import { type MetricName, metricIndex } from "../../metrics/catalogue.ts";
import type { Figures } from "../../metrics/collector.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import { shareBar, standingText, styled } from "../../report/terminal.ts";
import { incidentText, isIncident } from "../../report/trace/words.ts";
import { endOf } from "../../scenario/amount-of-work.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { CAUSES } from "../../sip/calls.ts";
import type { NodeState } from "../../trace/event.ts";
import { Incidents } from "../../trace/incidents.ts";
import { participantsOf } from "../../trace/participants.ts";
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { shownTable } from "./outcome-table.ts";
import type { RunInWork } from "./run-in-work.ts";

/** Parts of the run of which the calls are counted, one for each column of a picture. */
const PARTS = 50;
/** Rates are those of the last second, or of the last step where that is longer [s]. */
const WINDOW = 1;
/** Incidents that are remembered: more than a screen holds. */
const REMEMBERED = 100;

/** Of more nodes a screen shows those that are not up, and the tiers. */
const NODES_SHOWN = 8;

/** What is counted on the way. */
const COUNTED = ["createdCalls", "successfulCalls", "failedCalls"] as const satisfies readonly MetricName[];

interface Mark {
  readonly time: number;
  readonly counts: readonly number[];
}

/** One replication as it goes: what a screen shows of it. It listens and changes nothing. */
export class ReplicationView implements RunInWork {
  readonly run: LongRunInSteps;
  readonly #scenario: Scenario;
  readonly #engine: EngineName;
  readonly #colour: boolean;
  readonly #incidents: Incidents;
  readonly #end: number;
  readonly #begun = performance.now();
  readonly #marks: Mark[] = [{ time: 0, counts: COUNTED.map(() => 0) }];
  /** Calls of each part of the run, by what is counted. */
  readonly #parts = COUNTED.map(() => new Array<number>(PARTS).fill(0));
  readonly #told: { readonly time: number; readonly text: string; readonly isBad: boolean }[] = [];
  readonly #states = new Map<number, NodeState>();
  readonly #setUp = { count: 0, sum: 0 };
  #setUpNow = Number.NaN;
  #isOver = false;

  /** @param colour whether pictures may be coloured */
  constructor(scenario: Scenario, engine: EngineName, colour: boolean) {
    this.#scenario = scenario;
    this.#engine = engine;
    this.#colour = colour;
    this.#end = Math.max(endOf(scenario), Number.MIN_VALUE);
    this.run = new LongRunInSteps(scenario, engine, {
      measured: (metric, duration) => {
        if (metric !== "callSetupTime") return;
        this.#setUp.count++;
        this.#setUp.sum += duration;
      },
      reset: () => {},
    });
    const { world } = this.run.replicator;
    const participants = participantsOf(world, scenario);
    this.#incidents = new Incidents(world, (event) => {
      if (event.kind === "node") this.#states.set(event.node, event.state);
      if (!isIncident(event)) return;
      const isBad = event.kind === "node" && event.state !== "up";
      this.#told.push({ time: event.time, text: incidentText(event, participants), isBad });
      this.#told.sort((a, b) => a.time - b.time); // a step of a takeover is told at the next look, with its own time
      if (this.#told.length > REMEMBERED) this.#told.shift();
    });
  }

  /** How long a part of the run is [s]: a step must not go over two of them. */
  get stride(): number {
    return this.#end / PARTS;
  }

  /** Where the run has got to [s]. */
  get time(): number {
    return this.run.replicator.engine.now;
  }

  get replications(): RunInWork["replications"] {
    return { finished: this.#isOver ? 1 : 0, total: 1 };
  }

  /** Before the end calls under way count for nothing yet. */
  get figures(): readonly [Figures] {
    return [this.run.replicator.figures()];
  }

  /** The run has been played on a little. */
  stepped(): void {
    const { time } = this;
    const { created, successful, failed } = this.run.replicator.world.calls;
    const counts = [created, successful, failed];
    const last = this.#marks.at(-1)!;
    const part = Math.min(PARTS - 1, Math.floor((time - 1e-9 * this.#end) / this.stride));
    for (const [i, count] of counts.entries()) this.#parts[i]![Math.max(0, part)]! += count - last.counts[i]!;
    this.#marks.push({ time, counts });
    while (this.#marks.length > 2 && time - this.#marks[1]!.time >= WINDOW) this.#marks.shift();
  }

  /** The run is at its end, or was ended early. */
  close(isOver: boolean): void {
    this.#isOver = isOver;
    this.#incidents.close();
  }

  picture(columns: number, rows: number): readonly string[] {
    const { architecture, title } = this.#scenario;
    const head = [
      styled(architecture.title === "" ? title : `${title} · ${architecture.title}`, "bold", this.#colour),
      `${styled(shareBar(this.time / this.#end, columns), "green", this.#colour)} ${this.#progress()}`,
      ...(this.#scenario.traffic.calls === null ? [] : this.#rates()),
      `queues     ${this.#queues()}`,
    ];
    const table = onTerminal(shownTable(this.#outcome()), this.#colour).trimEnd().split("\n");
    const room = rows - head.length - 2;
    const told = this.#told.slice(-Math.max(1, Math.floor(room / 3))).map(({ time, text, isBad }) => {
      const sentence = `${momentOf(time).padStart(10)}  ${text}`;
      return isBad ? styled(sentence, "red", this.#colour) : sentence;
    });
    return [...head, ...told, "", ...fitting(table, room - told.length + 1)];
  }

  line(): string {
    const [figures] = this.figures;
    const of = (name: MetricName): number => figures[metricIndex(name)]!;
    const causes = CAUSES.filter((cause) => cause !== "none" && of(`failedCalls.${cause}`) > 0).map(
      (cause) => `${cause} ${of(`failedCalls.${cause as Exclude<typeof cause, "none">}`)}`,
    );
    const why = causes.length === 0 ? "" : ` (${causes.join(", ")})`;
    const last = this.#told.at(-1);
    return [
      this.#progress(),
      ...(this.#scenario.traffic.calls === null ? [] : COUNTED.map((name) => `${name} ${of(name)}`)),
    ]
      .join(" · ")
      .concat(why, ` · queues ${this.#queues()}`)
      .concat(last === undefined ? "" : ` · last: ${momentOf(last.time)} ${last.text}`);
  }

  #progress(): string {
    const { engine } = this.run.replicator;
    const seconds = (performance.now() - this.#begun) / 1000;
    const speed = this.time / seconds;
    return `${momentOf(this.time)} of ${formatNumber(this.#end, 4)} s simulated · ${formatNumber(speed, 2)} times real time · ${formatNumber(engine.handled, 3)} events`;
  }

  /** Calls per second of simulated time: now, and over the run. */
  #rates(): string[] {
    const [from, to] = [this.#marks[0]!, this.#marks.at(-1)!];
    const rate = (i: number): string =>
      to.time === from.time ? "–" : formatNumber((to.counts[i]! - from.counts[i]!) / (to.time - from.time), 3);
    const { calls } = this.run.replicator.world;
    if (this.#setUp.count > 0) this.#setUpNow = this.#setUp.sum / this.#setUp.count;
    this.#setUp.count = this.#setUp.sum = 0;
    const setUp = Number.isNaN(this.#setUpNow) ? "–" : formatDuration(this.#setUpNow, 3);
    const strip = (i: number): string => {
      const most = formatNumber(Math.max(...this.#parts[i]!) / this.stride, 3);
      return `${`at most ${most}/s`.padEnd(15)}${standingText(this.#parts[i]!).trimEnd()}`;
    };
    return [
      `now        created ${rate(0)}/s · successful ${rate(1)}/s · failed ${rate(2)}/s · ${calls.open} open · set-up ${setUp}`,
      `created    ${strip(0)}`,
      `failed     ${styled(strip(2), "red", this.#colour)}`,
    ];
  }

  /** Messages waiting or in service at each node, and what is wrong with it. */
  #queues(): string {
    const { nodes } = this.run.replicator.world;
    const tiers = new Map<string, number>();
    for (const { tier, station } of nodes) tiers.set(tier, (tiers.get(tier) ?? 0) + station.occupancy);
    const isLarge = nodes.length > NODES_SHOWN;
    const single = nodes.flatMap(({ name, host, station }) => {
      const state = this.#states.get(host) ?? "up";
      if (state === "up") return isLarge ? [] : [`${name} ${station.occupancy}`];
      return [styled(`${name} ${station.occupancy} (${state})`, "red", this.#colour)];
    });
    const together = [...tiers].map(([tier, messages]) => `${tier} ${messages} in all`);
    return [...(isLarge ? together : []), ...single].join(" · ");
  }

  #outcome(): Outcome {
    return outcomeOf(this.#scenario, this.#engine, this.figures);
  }
}

const momentOf = (time: number): string => `${time.toFixed(time < 1000 ? 3 : 0)} s`;

/** The first lines, and how many more there are. */
export const fitting = (lines: readonly string[], rows: number): readonly string[] =>
  lines.length <= rows ? lines : [...lines.slice(0, Math.max(0, rows - 1)), `… and ${lines.length - rows + 1} more`];
