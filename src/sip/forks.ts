import { STATUS, statusIndex } from "./message.ts";
import type { TargetSet } from "./target-set.ts";
import { NONE, OF_INVITE, State, type TransactionTable, type Which } from "./transaction-table.ts";

/** A request that goes to several targets, at once or one after the other: the response context of RFC 3261 §16.7. */
interface Fork {
  /** Branches tried so far, in order, and how many of them have no final response yet. */
  readonly tried: number[];
  open: number;
  /** The best of the final responses so far, by its number in the envelope; NONE: there is none. */
  best: number;
  /** Whether nothing further is tried: somebody has declined for all (6xx). */
  isOver: boolean;
  /** How often further targets were tried. */
  rounds: number;
}

/** What is done to single transactions. */
export interface Branching {
  /** A request goes out on a branch. */
  begin(server: number, branch: number): void;
  /** All requests of a round have gone out. */
  began(server: number, round: number): void;
  /** A client transaction has its final response, and stays for what comes late. */
  close(slot: number, state: number): void;
  cancel(slot: number): void;
  /** The server transaction answers with a final response above 299. */
  refuse(server: number, status: number): void;
}

const REQUEST_TIMEOUT = statusIndex(408);
const BUSY = statusIndex(486);
const DECLINED = 600;

/** Forking, parallel and serial (RFC 3261 §16.6 to §16.10), on transactions that others keep. */
export class Forks {
  readonly #table: TransactionTable;
  readonly #targets: TargetSet;
  readonly #branching: Branching;
  /** By slot of the server transaction. */
  readonly #forks: Fork[] = [];

  constructor(table: TransactionTable, targets: TargetSet, branching: Branching) {
    this.#table = table;
    this.#targets = targets;
    this.#branching = branching;
  }

  /** A new request goes to the first targets: @returns whether there are any */
  begin(server: number, message: number): boolean {
    this.#forks[server] = { tried: [], open: 0, best: NONE, isOver: false, rounds: 0 };
    this.#table.fork[server] = server;
    return this.#triesNext(server, message);
  }

  /** A branch has failed: by a final response above 299, because it has rung for too long, or by silence (408 both). */
  failed(slot: number, status: number, isSilent = false): void {
    const { host, call, branch, fork, state, isCancelled, which } = this.#table;
    const server = fork[slot]!;
    const own = this.#forks[server]!;
    this.#branching.close(slot, State.COMPLETED);
    own.open--;
    const leadsOn = isSilent || this.#targets.goesOn(status);
    // A failure route is armed for what begins a dialog.
    if (leadsOn && which[slot] === OF_INVITE) this.#targets.failed(host[slot]!, branch[slot]!);
    if (state[server]! >= State.ACCEPTED) return;
    own.best = better(own.best, status);
    if (STATUS[status]! >= DECLINED) {
      own.isOver = true;
      this.cancel(server);
    }
    if (own.open > 0) return;
    const goesOn = leadsOn && !own.isOver && isCancelled[server] === 0;
    if (goesOn && this.#triesNext(server, this.#table.requestOf(server))) return;
    if (which[server] === OF_INVITE) this.#targets.ended?.(host[server]!, call[server]!);
    this.#branching.refuse(server, own.best);
  }

  /** The targets tried last have rung for long enough: if there are others, these are tried instead. */
  rungOut(server: number, round: number): void {
    const table = this.#table;
    const own = this.#forks[server]!;
    if (own.rounds !== round || !this.waits(server) || table.isCancelled[server] === 1) return;
    for (const branch of own.tried) {
      const slot = this.#slotOf(server, branch);
      if (slot === NONE || table.state[slot]! > State.PROCEEDING) continue;
      if (table.state[slot] === State.PROCEEDING) this.#branching.cancel(slot);
      this.#branching.close(slot, State.COMPLETED);
      own.best = better(own.best, REQUEST_TIMEOUT);
    }
    own.open = 0;
    this.#triesNext(server, table.requestOf(server));
  }

  /**
   * A branch is answered by 200: the others are cancelled (§16.7, step 10).
   * @param response what the server transaction repeats; NONE: the 200 to an INVITE, which the callee repeats
   * @returns whether it is the first
   */
  accepted(slot: number, state: number, response = NONE): boolean {
    const server = this.#table.fork[slot]!;
    if (this.#table.state[slot]! < State.ACCEPTED) {
      this.#forks[server]!.open--;
      this.#branching.close(slot, state);
    }
    if (this.#table.state[server]! >= State.ACCEPTED) return false;
    this.#table.response[server] = response;
    this.#branching.close(server, state);
    this.cancel(server);
    return true;
  }

  /** Whether a request would go on to further targets if those that have it declined. */
  waits(server: number): boolean {
    const { fork, host, state } = this.#table;
    if (fork[server] !== server || state[server]! >= State.ACCEPTED || !this.#targets.goesOn(BUSY)) return false;
    return this.#targets.next(host[server]!, this.#table.requestOf(server), this.#forks[server]!.tried).length > 0;
  }

  /** All branches without a final response are cancelled, those that say nothing as soon as they do (§9.1). */
  cancel(server: number): void {
    const table = this.#table; // whose columns may be others after each CANCEL
    if (table.which[server] !== OF_INVITE) return;
    for (const branch of this.#forks[server]!.tried) {
      const slot = this.#slotOf(server, branch);
      if (slot === NONE || table.state[slot]! > State.PROCEEDING || table.isCancelled[slot] === 1) continue;
      table.isCancelled[slot] = 1;
      if (table.state[slot] === State.PROCEEDING) this.#branching.cancel(slot);
    }
  }

  /** A fork is forgotten, with all its branches. */
  end(server: number): void {
    for (const branch of this.#forks[server]!.tried) {
      const slot = this.#slotOf(server, branch);
      if (slot !== NONE) this.#table.end(slot);
    }
    this.#table.end(server);
  }

  #slotOf(server: number, branch: number): number {
    const { host, call, which, address } = this.#table;
    return this.#table.find(host[server]!, call[server]!, which[server] as Which, address[server]!, branch);
  }

  #triesNext(server: number, message: number): boolean {
    const own = this.#forks[server]!;
    const branches = this.#targets.next(this.#table.host[server]!, message, own.tried);
    own.tried.push(...branches);
    own.open += branches.length;
    if (branches.length > 0) this.#table.state[server] = State.TRYING;
    for (const branch of branches) this.#branching.begin(server, branch);
    if (branches.length > 0) this.#branching.began(server, ++own.rounds);
    return branches.length > 0;
  }
}

/** The better of two final responses: a 6xx, then the lowest class, then what was said rather than silence (§16.7, step 6). */
function better(one: number, other: number): number {
  if (one === NONE) return other;
  const rank = (index: number): number => {
    const status = STATUS[index]!;
    return (status >= DECLINED ? 0 : Math.floor(status / 100)) + (status === 408 ? 0.5 : 0);
  };
  return rank(other) < rank(one) ? other : one;
}
