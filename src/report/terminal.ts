/** Small tables for the terminal: fixed width, numbers aligned at the point, units under the titles. */

export interface TerminalColumn {
  readonly title: string;
  readonly unit?: string;
}

/** Numbers come as they should be printed; the column only aligns them. */
export interface TerminalTable {
  readonly columns: readonly TerminalColumn[];
  readonly rows: readonly (readonly string[])[];
}

const NUMBER = /^[−+-]?[\d\u2009 ]+(?:\.\d+)?(?:e[+-]?\d+)?(?: ?%)?$/;

/** Escape sequences of the few styles used; each is undone by its own end. */
const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

const ESC = "\u001b";
const STYLING = new RegExp(`${ESC}\\[\\d+m`, "g");

export type Style = keyof typeof STYLES;

/** A text in a style where the terminal has colour, and the plain text where it has not. */
export const styled = (text: string, style: Style, colour: boolean): string =>
  colour ? `${ESC}[${STYLES[style][0]}m${text}${ESC}[${STYLES[style][1]}m` : text;

/** Letters that take two columns of a terminal, as those of Chinese, Japanese and Korean do; and none, as marks above others do. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const MARK = /\p{Mark}|\u200d/u;
const columnsOf = (letter: string): number => (MARK.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1);

/** Columns on the screen; a style takes none. */
const widthOf = (text: string): number =>
  [...text.replaceAll(STYLING, "")].reduce((sum, letter) => sum + columnsOf(letter), 0);

/** Rows that a line takes on a terminal of so many columns that wraps it. */
export const rowsOn = (line: string, columns: number): number => Math.max(1, Math.ceil(widthOf(line) / columns));

/** As much of a line as so many columns hold, with "…" where something is left out; styles are kept. */
export function cut(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  let room = columns - 1;
  const pieces = line.split(new RegExp(`(${STYLING.source})`));
  const kept = pieces.map((piece, i) => {
    if (i % 2 === 1) return piece;
    let text = "";
    for (const letter of piece) {
      room -= columnsOf(letter);
      if (room < 0) break;
      text += letter;
    }
    return text;
  });
  return `${kept.join("")}…`;
}

const padEnd = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)));
const padStart = (text: string, width: number): string => " ".repeat(Math.max(0, width - widthOf(text))) + text;

/** Digits behind the point, the point included. */
const tail = (cell: string): number => (cell.includes(".") ? widthOf(cell) - cell.indexOf(".") : 0);

/** Cells of a column of numbers, padded so that their points stand below each other. */
function aligned(cells: readonly string[]): string[] {
  const tails = cells.map((cell) => (NUMBER.test(cell) ? tail(cell) : 0));
  const longest = Math.max(...tails);
  return cells.map((cell, index) => (NUMBER.test(cell) ? cell + " ".repeat(longest - tails[index]!) : cell));
}

/**
 * Lays a table out. A column whose cells are numbers (or "–" for none) stands right, aligned at the decimal point;
 * any other stands left. No line ends in spaces.
 *
 * @param colour whether escape sequences may be used; whoever knows the terminal decides
 * @throws RangeError for a row of the wrong length
 */
export function terminalTable({ columns, rows }: TerminalTable, colour: boolean): string {
  const odd = rows.findIndex((row) => row.length !== columns.length);
  if (odd >= 0)
    throw new RangeError(`table: row ${odd + 1} has ${rows[odd]!.length} cells for ${columns.length} columns`);

  const laid = columns.map(({ title, unit }, index) => {
    const cells = rows.map((row) => row[index]!);
    const isNumeric =
      cells.some((cell) => NUMBER.test(cell)) && cells.every((cell) => cell === "–" || NUMBER.test(cell));
    const body = isNumeric ? aligned(cells) : cells;
    const width = Math.max(widthOf(title), widthOf(unit ?? ""), ...body.map(widthOf));
    const pad = isNumeric ? padStart : padEnd;
    return {
      title: pad(title, width),
      unit: pad(unit ?? "", width),
      body: body.map((cell) => pad(cell, width)),
      width,
    };
  });

  const line = (cells: readonly string[]): string => cells.join("  ").trimEnd();
  const head = [styled(line(laid.map(({ title }) => title)), "bold", colour)];
  if (columns.some(({ unit }) => unit !== undefined))
    head.push(styled(line(laid.map(({ unit }) => unit)), "dim", colour));
  const rule = styled(line(laid.map(({ width }) => "─".repeat(width))), "dim", colour);
  const body = rows.map((_, row) => line(laid.map((column) => column.body[row]!)));
  return `${[...head, rule, ...body].join("\n")}\n`;
}

/** Eighths of a cell, lying and standing. */
const LYING = "▏▎▍▌▋▊▉█";
const STANDING = "▁▂▃▄▅▆▇█";

/**
 * An amount as a lying bar, to an eighth of a cell; the smallest amount above 0 is still to be seen.
 *
 * @param most the amount of a full bar, > 0
 * @param width cells of a full bar
 */
export function barText(amount: number, most: number, width = 16): string {
  if (!(amount > 0 && most > 0)) return "";
  const eighths = Math.max(1, Math.round((Math.min(amount, most) / most) * width * 8));
  const rest = eighths % 8;
  return "█".repeat(Math.floor(eighths / 8)) + (rest === 0 ? "" : LYING[rest - 1]!);
}

/** How much of something is done, as a bar that takes a quarter of so many columns, at most 20. */
export function shareBar(share: number, columns: number): string {
  const width = Math.max(1, Math.min(20, Math.floor(columns / 4)));
  return barText(share, 1, width).padEnd(width, "╌");
}

/** Amounts one after the other as a row of standing bars; blank where there is nothing. */
export function standingText(amounts: readonly number[]): string {
  const most = Math.max(...amounts);
  return amounts.map((amount) => (amount > 0 ? STANDING[Math.ceil((amount / most) * 8) - 1]! : " ")).join("");
}

/** How often values fall into equal parts of their range, as a row of standing bars; blank where there are none. */
export function histogramText(values: readonly number[], bins = 16): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(high > low)) return "";
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]!++;
  return standingText(counts);
}
