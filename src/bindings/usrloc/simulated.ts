import type { BindingsMechanism } from "../mechanism.ts";
import type { InUsrloc } from "./description.ts";
import { WRITE } from "./simulated/stored.ts";
import { Usrloc } from "./simulated/usrloc.ts";

export const usrloc: BindingsMechanism<InUsrloc> = {
  says: {},
  work: () => [{ kind: WRITE, time: "query" }],
  make: (bindings, surroundings) => {
    const { engine, network, registrations, streams, nodes, proxies, holder, resume, restarted } = surroundings;
    const kept = new Usrloc({
      ...{ engine, network, registrations, bindings, proxies, restarted },
      servers: nodes.filter(({ tier }) => tier === bindings.tier),
      random: streams.stream("usrloc"),
      resume: (host, worker, outcome) =>
        resume(host, proxies.find((node) => node.host === host)!.station, worker, outcome),
    });
    return {
      service: kept,
      transfers: null,
      reset: () => kept.reset(),
      preload: () => {
        for (let registration = 0; registration < registrations.acknowledgedUntil.length; registration++)
          kept.preload(holder.get(registrations.addressOf(registration))!.host, registration);
      },
      serve: (message) => kept.serve(message),
      lost: (host, address) => kept.lost(host, address),
    };
  },
};
