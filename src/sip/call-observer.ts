/** What the metrics want to know of callers. */
export interface CallObserver {
  /** The first 200 to an INVITE arrived, `delay` seconds after the INVITE had been sent. */
  setUp(delay: number): void;
  /** The first provisional or final response to an INVITE that was not refused arrived, `delay` seconds after it had been sent. */
  ringing(delay: number): void;
  /** A call has failed that was never answered. */
  unanswered(call: number): void;
  /** A call has ended. */
  ended(): void;
}
