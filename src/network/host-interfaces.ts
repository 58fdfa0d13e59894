/**
 * Whether messages pass between hosts and the network. Where a cable is unplugged or the power gone, they are lost; where a machine
 * stands still, they wait until it goes on.
 */
export class HostInterfaces {
  /** By host: whether its cable is plugged in and it has power. */
  readonly attached: Uint8Array;
  /** By host: whether messages pass at once, because it is attached and its machine goes on. */
  readonly open: Uint8Array;
  /** By host whose machine is frozen: what becomes of each message once it goes on. */
  readonly #held = new Map<number, (() => void)[]>();

  constructor(hosts: number) {
    this.attached = new Uint8Array(hosts);
    this.open = new Uint8Array(hosts);
  }

  reset(): void {
    this.#held.clear();
    this.attached.fill(1);
    this.open.fill(1);
  }

  plug(host: number, isAttached: boolean): void {
    this.attached[host] = isAttached ? 1 : 0;
    this.open[host] = isAttached && !this.#held.has(host) ? 1 : 0;
  }

  /** The machine of a host freezes: what the host sends, and what comes for it, waits from now on. */
  hold(host: number): void {
    this.#held.set(host, []);
    this.open[host] = 0;
  }

  /** It goes on. */
  letGo(host: number): void {
    const held = this.#held.get(host) ?? [];
    this.#held.delete(host);
    this.open[host] = this.attached[host]!;
    for (const pass of held) pass();
  }

  /** Whether a message has to wait at a host; then it passes later. */
  keep(host: number, pass: () => void): boolean {
    const held = this.#held.get(host);
    held?.push(pass);
    return held !== undefined;
  }
}
