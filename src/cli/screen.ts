import { cut, rowsOn } from "../report/terminal.ts";
import { shown } from "./terminal.ts";

const ESC = "\u001b";
/** A frame appears at once where the terminal can do that, without a cursor that runs through it, and no line of it is wrapped. */
const BEGIN = `${ESC}[?2026h${ESC}[?25l${ESC}[?7l`;
const END = `${ESC}[?7h${ESC}[?25h${ESC}[?2026l`;

/**
 * The last lines of a terminal, drawn over and over in place. What others write to the same stream comes above them. Between two frames the
 * cursor stands below them and is to be seen, so that nothing has to be put right if the program ends, however it does.
 */
export class Screen {
  readonly #stream: NodeJS.WriteStream;
  readonly #write: NodeJS.WriteStream["write"];
  readonly #ours: NodeJS.WriteStream["write"];
  #drawn: readonly string[] = [];
  #columns = 0;
  /** Whether somebody has left a line unfinished. */
  #isAmidLine = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#write = stream.write;
    this.#ours = ((chunk: string | Uint8Array, ...rest: never[]) => {
      this.clear();
      this.#isAmidLine = !/\n$/.test(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("latin1"));
      return this.#write.call(stream, chunk, ...rest);
    }) as NodeJS.WriteStream["write"];
    stream.write = this.#ours;
    if (stream === process.stderr) process.on("SIGCONT", this.#forget); // the shell has written meanwhile
  }

  /** Some terminals say 0. */
  get columns(): number {
    return this.#stream.columns || 80;
  }

  /** Lines that there is room for. */
  get rows(): number {
    return Math.max(1, (this.#stream.rows || 24) - 1);
  }

  draw(lines: readonly string[]): void {
    const { columns } = this;
    const fitting = lines.slice(0, this.rows).map((line) => cut(shown(line, true), columns));
    if (columns === this.#columns && fitting.join("\n") === this.#drawn.join("\n")) return;
    const body = fitting.map((line) => `${line}${ESC}[K\n`).join("");
    this.#send(`${BEGIN}${this.#toTop()}${body}${ESC}[J${END}`);
    this.#drawn = fitting;
    this.#columns = columns;
  }

  /** Takes away what is drawn. */
  clear(): void {
    if (this.#drawn.length > 0) this.#send(`${this.#toTop()}${ESC}[J`);
    this.#forget();
  }

  /** Gives the terminal back. What is drawn stays unless it was cleared. */
  close(): void {
    if (this.#stream.write === this.#ours) this.#stream.write = this.#write;
    process.off("SIGCONT", this.#forget);
  }

  readonly #forget = (): void => {
    this.#drawn = [];
  };

  /** The beginning of what is drawn. Most terminals wrap lines anew when they become narrower. */
  #toTop(): string {
    const { columns } = this;
    const rows = this.#drawn.reduce((sum, line) => sum + (columns < this.#columns ? rowsOn(line, columns) : 1), 0);
    const before = this.#isAmidLine ? "\n" : "\r";
    this.#isAmidLine = false;
    return rows === 0 ? before : `\r${ESC}[${rows}A`;
  }

  /** As bytes, which nobody makes printable. */
  #send(text: string): void {
    this.#write.call(this.#stream, Buffer.from(text));
  }
}
