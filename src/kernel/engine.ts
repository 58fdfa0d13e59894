/**
 * The face of a discrete-event engine. Two engines wear it: our own (`Kernel`) and simjs (`SimjsEngine`); a model written
 * against it gives the same event trace on both, event for event.
 *
 * Order of execution: by time; events due at the same time in the order in which they were scheduled, over the calendar
 * and all lanes together. A cancelled event is as if it had never been scheduled.
 */
export interface Engine {
  readonly name: EngineName;
  /** Simulated time [s]. While an event is handled, its due time; between runs, the horizon of the last run. */
  readonly now: number;
  /** Events handled since the last reset. */
  readonly handled: number;
  /** Events scheduled, neither handled nor cancelled. */
  readonly pending: number;

  /** Makes a kind of event known and returns its code. Registrations outlive `reset`. */
  register(name: string, handler: Handler): EventCode;
  /** The name an event code was registered under. */
  nameOf(code: EventCode): string;

  /**
   * Schedules an event `delay` seconds from now.
   * @throws RangeError naming the event if `delay` is negative, NaN or infinite
   */
  after(delay: number, code: EventCode, a: number, b: number): void;
  /** Schedules an event at an absolute time, under the same conditions. */
  at(time: number, code: EventCode, a: number, b: number): void;
  /** Schedules an event that may have to be taken back; returns what `cancel` wants. */
  timer(delay: number, code: EventCode, a: number, b: number): EventId;
  /** Takes back an event; false if it has already happened or been cancelled. */
  cancel(id: EventId): boolean;

  /** The lane for one constant delay [s]: the cheap way to schedule what always takes equally long. Outlives `reset`. */
  lane(delay: number): Lane;

  /** Handles every event due at or before `until` [s], then stands at `until`; returns early after `stop`. */
  run(until: number): void;
  /** Ends the run after the event being handled; the clock stays where it is. */
  stop(): void;
  /** Whether the last run was ended by `stop`. */
  readonly stopped: boolean;
  /** Forgets all events and turns the clock to 0; registrations, lanes and memory are kept for the next replication. */
  reset(): void;
  /** Shows every event to the observer just before it is handled; null to stop. */
  observe(observer: Observer | null): void;
}

/** A FIFO of events that share one delay; they fall due in the order in which they were scheduled. */
export interface Lane {
  readonly delay: number;
  /** Schedules an event `delay` from now. */
  send(code: EventCode, a: number, b: number): void;
  /** The same for an event that may have to be taken back; returns what `cancel` wants. */
  timer(code: EventCode, a: number, b: number): Ticket;
  /** Takes back an event; false if it has already happened or been cancelled. */
  cancel(ticket: Ticket): boolean;
}

/** The engine of sipnines, or simjs as a second opinion. */
export type EngineName = "native" | "simjs";
export type EventCode = number;
export type EventId = number;
export type Ticket = number;

/** Code of an event that was cancelled and has not yet been removed. */
export const CANCELLED = -1;

/** What happens at an event. `a` and `b` are 32-bit integers chosen by whoever scheduled it. */
export type Handler = (a: number, b: number) => void;

/** Sees events in the order of their execution. */
export type Observer = (time: number, code: EventCode, a: number, b: number) => void;

/** Refuses a delay that no event can have; names the event so that its caller can be found. */
export function refuseDelay(delay: number, event: string): never {
  throw new RangeError(`cannot schedule "${event}" after ${delay} s: a delay must be finite and ≥ 0`);
}

/** Refuses a due time that lies in the past or nowhere. */
export function refuseTime(time: number, now: number, event: string): never {
  throw new RangeError(`cannot schedule "${event}" at ${time} s: the time must be finite and not before now, ${now} s`);
}
