import type { Node } from "../../../ha/node.ts";

/** The servers of a database, as those who ask them find them. */
export interface Servers {
  readonly nodes: readonly Node[];
  /** The one that has the address of the database. */
  readonly primary: Node;
  /** How often connections to that address have broken: another server has got it, or the primary has started again. */
  readonly changes: number;
  /** Bindings that differ from what had been answered, on servers that became the primary, since the replication began. */
  readonly lostWrites: number;
  reset(): void;
  /** Puts a binding that was registered before the run into all of them. */
  preload(user: number, expiresAt: number): void;
  /** Whether a server answers queries at all. */
  answers(server: Node): boolean;
  /** Until when a user is registered, as a server knows it [s]. */
  bindingAt(server: Node, user: number): number;
  /**
   * Writes a binding.
   * @param done hears whether it is kept, at once or when other servers have it; never if the server's host dies meanwhile
   */
  write(server: Node, user: number, expiresAt: number, done: (isKept: boolean) => void): void;
}
