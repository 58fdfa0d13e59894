/// <reference lib="dom" />
/**
 * What a report does where scripts run: it replaces still charts by live ones, lets tables be sorted, and shows one of several
 * charts at a time. Built as one classic script that goes into the page. Expressions are interpreted, not compiled: the page's policy
 * forbids eval.
 */
import { LiveChart } from "./live-chart.ts";

/** The chart of a figure as data beside it; a figure without, or one that nobody sees yet, is left as it is. */
async function enliven(figure: HTMLElement): Promise<void> {
  if (figure.hidden || figure.dataset["begun"] !== undefined) return;
  figure.dataset["begun"] = "yes";
  const data = figure.querySelector<HTMLScriptElement>("script[type='application/json']");
  const place = figure.querySelector<HTMLElement>(".chart");
  const still = place?.querySelector("svg");
  if (!data || !place || !still) return;
  const chart = new LiveChart(place, JSON.parse(data.textContent ?? ""), still.getAttribute("aria-label") ?? "");
  await chart.draw();
  figure.classList.add("alive");
}

/** What a cell is worth: its number, if it begins with one, or its text. */
function worth(cell: Element | undefined): number | string {
  const text = (cell?.textContent ?? "")
    .trim()
    .replace(/[\u2009 ]/g, " ")
    .replace("−", "-");
  const number = Number.parseFloat(text.replace(/^\(/, "").replace(/ (?=\d{3}\b)/g, ""));
  const scale = /\)e(-?\d+)$/.exec(text)?.[1];
  return Number.isNaN(number) ? text : scale === undefined ? number : Number(`${number}e${scale}`);
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

/** Titles become buttons; the first press sorts upwards, the next downwards. */
function makeSortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (!body) return;
  for (const [column, head] of heads.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => ({ row, key: worth(row.cells[column]) }));
      rows.sort((a, b) => (down ? -1 : 1) * compare(a.key, b.key));
      body.append(...rows.map(({ row }) => row));
    });
  }
}

/** Of several figures the one that is chosen. */
function makeChoice(group: HTMLElement): void {
  const figures = [...group.querySelectorAll<HTMLElement>("figure")];
  const label = document.createElement("label");
  label.textContent = `${group.dataset["choice"] ?? ""} `;
  const select = document.createElement("select");
  for (const [index, figure] of figures.entries())
    select.append(new Option(figure.dataset["name"] ?? String(index + 1), String(index)));
  const show = () => {
    for (const [index, figure] of figures.entries()) {
      figure.hidden = String(index) !== select.value;
      enliven(figure).catch(complain);
    }
  };
  select.addEventListener("change", show);
  label.append(select);
  group.prepend(label);
  show();
}

for (const group of document.querySelectorAll<HTMLElement>("[data-choice]")) makeChoice(group);
for (const table of document.querySelectorAll<HTMLTableElement>("table[data-sortable]")) makeSortable(table);
const all = [...document.querySelectorAll<HTMLElement>("figure")];
Promise.all(all.map(enliven)).then(() => {
  document.documentElement.dataset["ready"] = "yes";
}, complain);

function complain(error: unknown): void {
  console.error(error);
}
