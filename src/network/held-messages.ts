/** Machines that stand still, by host: what becomes of each message once the machine goes on. */
export class HeldMessages {
  readonly #held = new Map<number, (() => void)[]>();

  reset(): void {
    this.#held.clear();
  }

  /** Whether any machine stands still. */
  get areAny(): boolean {
    return this.#held.size > 0;
  }

  /** What a host sends, and what comes for it, waits from now on. */
  hold(host: number): void {
    this.#held.set(host, []);
  }

  letGo(host: number): void {
    const held = this.#held.get(host) ?? [];
    this.#held.delete(host);
    for (const pass of held) pass();
  }

  /** Whether a message has to wait at a host; then it passes later. */
  keep(host: number, pass: () => void): boolean {
    const held = this.#held.get(host);
    held?.push(pass);
    return held !== undefined;
  }
}
