import { extraOf, kindOf, toOf, viaOf } from "../network/message.ts";
import type { Ways } from "./hops.ts";
import { contactIn, Kind } from "./message.ts";
import { Admitted } from "./transaction-parts.ts";
import type { Transactions } from "./transactions.ts";

/** What is left to do with a message once its transaction has had it: all that a stateless proxy does, nothing, or to refuse it for want of room. */
export const Left = { ALL: 0, NOTHING: 1, TO_REFUSE: 2 } as const;
export type Left = (typeof Left)[keyof typeof Left];

const leftIf = (goesOn: boolean): Left => (goesOn ? Left.ALL : Left.NOTHING);

/** What a stateful proxy does first with a message of a call. @param forks whether responses name a contact in place of a Via */
export function withTransaction(
  transactions: Transactions,
  host: number,
  message: number,
  envelope: number,
  { ways, forks }: { readonly ways: Ways; readonly forks: boolean },
): Left {
  switch (kindOf(message)) {
    case Kind.INVITE:
    case Kind.ACK:
    case Kind.BYE:
    case Kind.CANCEL: {
      const own = ways.own(host, envelope);
      const admitted = transactions.admit(host, message, own, contactIn(extraOf(envelope)));
      return admitted === Admitted.FULL ? Left.TO_REFUSE : leftIf(admitted === Admitted.NEW);
    }
    case Kind.ACK_FAIL:
      return leftIf(!transactions.acknowledged(host, message, ways.own(host, envelope)));
    case Kind.RINGING:
    case Kind.OK_INVITE:
    case Kind.OK_BYE:
    case Kind.OK_CANCEL:
    case Kind.FAIL_INVITE:
    case Kind.FAIL_BYE:
    case Kind.FLOW_RESPONSE_BACK:
      return leftIf(
        forks
          ? transactions.passes(host, message, toOf(envelope), extraOf(envelope), viaOf(envelope))
          : transactions.passes(host, message, ways.own(host, envelope), extraOf(envelope)),
      );
    default:
      return Left.ALL;
  }
}
