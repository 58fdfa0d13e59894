import { subjectOf } from "../../network/message.ts";
import type { BindingsMechanism, BindingsMessage } from "../mechanism.ts";
import type { InMemory } from "./description.ts";
import { fullTransfer } from "./fields.ts";
import { CHECKPOINT, CHECKPOINT_DONE, CheckpointedMemory } from "./simulated/checkpoint.ts";
import { ASK } from "./simulated/peer-look-ups.ts";
import { RECEIPT, TRANSFER } from "./simulated/sending.ts";
import { Memory } from "./simulated/tables.ts";

const copying = (name: string): BindingsMessage => ({
  name,
  about: "a registration",
  port: 5404, // of corosync, the heir of OpenAIS
  text: (message, _, __, user) => `${name} ${subjectOf(message)}: binding of user${user}`,
});

export const memory: BindingsMechanism<InMemory> = {
  says: { [CHECKPOINT]: copying("checkpoint"), [CHECKPOINT_DONE]: copying("checkpoint done") },
  work: ({ transfer }, users) => {
    if (transfer === "at once") return [];
    const { contacts: atMost, each, received } = fullTransfer(transfer);
    const contacts = Math.min(atMost, users);
    return [
      { kind: TRANSFER, time: contacts * each },
      { kind: RECEIPT, time: contacts * received },
      { kind: ASK, time: each },
    ];
  },
  make: (bindings, surroundings) => {
    const { engine, network, registrations, deployment, proxies, standbysOf, holder, acknowledge, restarted } =
      surroundings;
    const { hosts } = network;
    const areCommon = bindings.copiedTo === "all proxies";
    const tables = new Memory(hosts, areCommon ? 1 : deployment.addresses.length, registrations.users);
    const kept = new CheckpointedMemory({
      engine,
      network,
      memory: tables,
      registrations,
      bindings,
      random: surroundings.streams.stream("transfer start"),
      nodes: proxies,
      recipientsOf: (node) => (areCommon ? proxies : standbysOf(node)),
      tableOf: (address) => (areCommon ? 0 : address - hosts),
      acknowledge,
      resume: (host, worker, outcome) =>
        surroundings.resume(host, proxies.find((node) => node.host === host)!.station, worker, outcome),
      restarted,
    });
    return {
      service: kept,
      transfers: kept.transfer,
      reset: () => kept.reset(),
      // On the owner of each address and, if there is a checkpoint, on those that get its copies.
      preload: () => {
        for (let registration = 0; registration < registrations.acknowledgedUntil.length; registration++) {
          const owner = holder.get(registrations.addressOf(registration))!;
          const copies = areCommon ? proxies : [owner, ...standbysOf(owner)];
          for (const { host } of bindings.checkpoint.mode === "none" ? [owner] : copies)
            kept.preload(host, registration);
        }
      },
      serve: () => {},
      lost: (host, address) => kept.lostBindings(host, address),
    };
  },
};
