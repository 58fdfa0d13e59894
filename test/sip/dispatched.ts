import { deterministic } from "../../src/distributions/description.ts";
import type { Architecture } from "../../src/service/description.ts";
import type { TransactionKeeping } from "../../src/tiers/description.ts";
import { behindDirectors, inMemory, optionsPing } from "../architecture/fixture.ts";

export type Failover = NonNullable<TransactionKeeping["failover"]>;
export const keeping: TransactionKeeping = { ringing: 180, strayResponses: "forward", limit: Infinity };

/** One stateful director before two proxies that know all bindings, by turns; nobody checks them unless told otherwise. */
export function dispatched(
  failover: Partial<Failover> | undefined,
  { isStateful = false, health = optionsPing({ interval: 1000, timeout: 1 }), policy = "round robin" } = {} as {
    isStateful?: boolean;
    health?: ReturnType<typeof optionsPing>;
    policy?: Architecture["directors"];
  },
): Architecture {
  const behind = behindDirectors(2, { health, directors: policy });
  const [directors, proxies] = behind.tiers;
  const on: Failover = {
    after: deterministic(2),
    on: [503],
    probation: 0,
    fails: 1,
    destinations: Infinity,
    ...failover,
  };
  return {
    ...behind,
    tiers: [
      {
        ...directors!,
        nodes: directors!.nodes.slice(0, 1),
        standby: 0,
        transactions: { ...keeping, ...(failover && { failover: on }) },
      },
      { ...proxies!, ...(isStateful && { transactions: keeping }) },
    ],
    watches: behind.watches.slice(1),
    bindings: inMemory({ mode: "synchronous" }, { copiedTo: "all proxies" }),
    needs: "D1",
  };
}
