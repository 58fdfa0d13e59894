/** A terminal that is none: xterm without a window, and a stream that writes into it as stderr would. */
import { EventEmitter } from "node:events";
import headless from "@xterm/headless";

export class EmulatedTerminal {
  readonly #xterm: headless.Terminal;
  /** What was written, piece by piece. */
  readonly writes: string[] = [];
  readonly stream: NodeJS.WriteStream;

  constructor(columns: number, rows: number) {
    this.#xterm = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
    const write = (chunk: string | Uint8Array): boolean => {
      this.writes.push(Buffer.from(chunk).toString("utf8"));
      return true;
    };
    this.stream = Object.assign(new EventEmitter(), {
      isTTY: true,
      columns,
      rows,
      write,
    }) as unknown as NodeJS.WriteStream;
  }

  /** The window gets another size; what was written before is wrapped anew. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#settle();
    this.#xterm.resize(columns, rows);
    Object.assign(this.stream, { columns, rows });
    this.stream.emit("resize");
  }

  #shown = 0;
  async #settle(): Promise<void> {
    const text = this.writes.slice(this.#shown).join("");
    this.#shown = this.writes.length;
    await new Promise<void>((done) => this.#xterm.write(text, done));
  }

  /** All lines, those that have scrolled away among them, without blank ones at the end. */
  async lines(): Promise<string[]> {
    await this.#settle();
    const { active } = this.#xterm.buffer;
    const lines = Array.from({ length: active.length }, (_, i) => active.getLine(i)!.translateToString(true));
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** What people see at the end: whether lines are wrapped, and where the cursor is. */
  async state(): Promise<{ readonly wraps: boolean; readonly column: number }> {
    await this.#settle();
    return { wraps: this.#xterm.modes.wraparoundMode, column: this.#xterm.buffer.active.cursorX };
  }
}
