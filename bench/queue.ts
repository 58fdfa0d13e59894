import type { Engine } from "../src/kernel/engine.ts";
import type { Stream } from "../src/random/stream.ts";
import { eventLoopCpu, type Row } from "./row.ts";

/**
 * W2, M/M/c: Poisson arrivals at rate 0.8 c, service Exp(1), one FIFO queue; stops at the n-th departure. One arrival and one
 * departure event per customer. Check: the mean sojourn `W` is 5 for c = 1 and 1.745541 for c = 4.
 */
export function queue(engine: Engine, arrivals: Stream, services: Stream, servers: number, customers: number): Row {
  const interarrival = 1 / (0.8 * servers);
  let waiting = new Float64Array(1024);
  let head = 0;
  let tail = 0;
  const arrivedAt = new Float64Array(servers);
  const idle = Array.from({ length: servers }, (_, server) => server);
  let departures = 0;
  const sojourn = new Float64Array(1);

  const arrive = engine.register("arrive", () => {
    engine.after(arrivals.exponential() * interarrival, arrive, 0, 0);
    const server = idle.pop();
    if (server === undefined) join(engine.now);
    else serve(server, engine.now);
  });
  const depart = engine.register("depart", (server) => {
    sojourn[0]! += engine.now - arrivedAt[server]!;
    if (++departures === customers) engine.stop();
    if (head < tail) serve(server, waiting[head++ & (waiting.length - 1)]!);
    else idle.push(server);
  });
  const serve = (server: number, arrival: number) => {
    arrivedAt[server] = arrival;
    engine.after(services.exponential(), depart, server, 0);
  };
  const join = (arrival: number) => {
    if (tail - head === waiting.length) {
      const wide = new Float64Array(2 * waiting.length);
      for (let i = head; i < tail; i++) wide[i & (wide.length - 1)] = waiting[i & (waiting.length - 1)]!;
      waiting = wide;
    }
    waiting[tail++ & (waiting.length - 1)] = arrival;
  };

  engine.after(arrivals.exponential() * interarrival, arrive, 0, 0);
  const cpu = eventLoopCpu(() => engine.run(Infinity));
  return { k: servers, n: customers, events: 2 * customers, cpu, W: sojourn[0]! / customers };
}
