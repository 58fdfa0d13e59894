import { Sim } from "simjs";
import type { Stream } from "../src/random/stream.ts";
import { eventLoopCpu, type Row } from "./row.ts";

/** W1 as a user of simjs writes it: one entity per timer, no engine of ours in between. */
export function holdInSimjs(random: Stream, pending: number, events: number): Row {
  let handled = 0;
  class Timer extends Sim.Entity {
    start(): void {
      this.setTimer(random.exponential()).done(this.due);
    }
    due(): void {
      handled++;
      this.setTimer(random.exponential()).done(this.due);
    }
  }
  const sim = new Sim.Sim();
  for (let i = 0; i < pending; i++) sim.addEntity(Timer);
  const cpu = eventLoopCpu(() => {
    while (handled < events) sim.step();
  });
  return { k: pending, n: events, events, cpu, ratio: (sim.time() * pending) / events };
}

/** W2 as a user of simjs writes it: a source and a first-come, first-served facility. */
export function queueInSimjs(arrivals: Stream, services: Stream, servers: number, customers: number): Row {
  let departures = 0;
  let sojourn = 0;
  const station = new Sim.Facility("station", Sim.Facility.FCFS, servers);
  class Source extends Sim.Entity {
    start(): void {
      this.next();
    }
    next(): void {
      this.setTimer(arrivals.exponential() / (0.8 * servers)).done(this.arrive);
    }
    arrive(): void {
      this.useFacility(station, services.exponential()).done(this.depart, this, this.time());
      this.next();
    }
    depart(arrivedAt: number): void {
      departures++;
      sojourn += this.time() - arrivedAt;
    }
  }
  const sim = new Sim.Sim();
  sim.addEntity(Source);
  const cpu = eventLoopCpu(() => {
    while (departures < customers) sim.step();
  });
  return { k: servers, n: customers, events: 2 * customers, cpu, W: sojourn / customers };
}
