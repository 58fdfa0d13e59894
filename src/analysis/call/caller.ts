/** What users do, as far as it decides which of their calls fail. Plain data; all times in seconds. */
export interface Caller {
  /** From the first to the last sending of a request that nobody answers (RFC 3261 timer A: 31.5 s); 0: it is sent once. */
  readonly persistence: number;
  /** Least and longest interval between copies of a request (RFC 3261: T1 0.5 s, T2 4 s). */
  readonly timers: { readonly t1: number; readonly t2: number };
  /** From the INVITE to the callee's answer, a mean. */
  readonly ring: number;
  /** From the answer to the BYE: equally likely values that stand for the distribution, ascending, at least one. */
  readonly hold: readonly number[];
  /** Whether proxies stay in the dialog, so that a BYE needs no binding. */
  readonly recordRoute: boolean;
  /** How long each target is given before the next is tried (RFC 3263); undefined: there is no next one. */
  readonly nextTarget: number | undefined;
  /** How long a target that has failed comes after all others; 0: not at all. */
  readonly avoid: number;
  /** Index of the address that all calls aim at; undefined: chosen by SRV priority and weight; "round robin": each in turn. */
  readonly access: number | "weighted" | "round robin";
  readonly registration: {
    readonly expires: number;
    /** From a registration to its refresh, > 0; Infinity: users register once for all, and their bindings are taken as permanent. */
    readonly refresh: number;
    /** How long a REGISTER that nobody answers is sent again to one address (RFC 3261 §17.1.2.2, timer F: 32 s), 0: it is sent once. */
    readonly repeated: number;
    /** Whether a user registers at one address of its own choice rather than at every one. */
    readonly atOneAddress: boolean;
  };
}
