/** What the process knows of the terminal it writes to. */
import { printable } from "../units/printable.ts";

/** Whether a stream may be written to in colour: a terminal that was not asked to do without (no-color.org). */
export const hasColour = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && !process.env["NO_COLOR"];

/** Whether people look at a stream: then small charts help, which would only be in the way of a program. */
export const isTerminal = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true;

/** Whether what a stream shows may be drawn over and over in place. Else a line now and then has to do. */
export function canRedraw(stream: NodeJS.WriteStream): boolean {
  const { TERM, CI = "" } = process.env;
  return isTerminal(stream) && hasColour(stream) && TERM !== "dumb" && ["", "0", "false"].includes(CI);
}

/** The styles of tables: all that the program itself sends to a terminal beside text. */
const ESC = "\u001b";
const OWN = new RegExp(`${ESC}\\[(?:1|2|22|31|32|33|39)m`, "g");

/** Text as a stream may show it: whatever a title, a name or a file holds, no terminal takes it for a command. */
export function shown(text: string, isTerminal: boolean): string {
  const own = isTerminal ? (text.match(OWN) ?? []) : [];
  const pieces = isTerminal ? text.split(OWN) : [text];
  return pieces.map((piece, i) => printable(piece) + (own[i] ?? "")).join("");
}

/** From now on all text of a stream goes through {@link shown}; bytes are left alone. */
export function showOnlyPrintable(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stream.write = ((chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === "string" ? shown(chunk, stream.isTTY === true) : chunk, ...rest)) as typeof stream.write;
}
