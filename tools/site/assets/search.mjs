// The search: in the browser, over an index that is loaded when somebody searches. Without it every page is reached by links.
import MiniSearch from "minisearch";

const script = document.currentScript;
const indexAddress = script.dataset.index;
const base = indexAddress.replace(/assets\/search-index\.js$/, "");
const IN_THE_HEADER = 8;
const ON_THE_PAGE = 60;
const EXCERPT = 160;

/** Words, and the parts of names such as failedCalls. */
const words = (term) => {
  const parts = term.split(/(?<=[\p{Ll}\d])(?=\p{Lu})/u).map((part) => part.toLowerCase());
  return parts.length === 1 ? parts[0] : [term.toLowerCase(), ...parts];
};

let loading;
/** The searcher, once its index is there. */
function searcher() {
  loading ??= new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = indexAddress;
    element.onerror = () => reject(new Error(`${indexAddress} could not be read.`));
    element.onload = () => {
      const { pages, sections } = globalThis.searchIndex;
      const entries = sections.map(([page, anchor, heading, text, weight], id) => {
        const [address, title] = pages[page];
        return { id, address, anchor, title, heading, text, weight };
      });
      const search = new MiniSearch({
        fields: ["title", "heading", "text"],
        processTerm: words,
        searchOptions: {
          boost: { title: 3, heading: 4 },
          combineWith: "AND",
          prefix: true,
          fuzzy: (term) => (term.length > 5 ? 0.2 : false),
          boostDocument: (id) => entries[id].weight,
          weights: { fuzzy: 0.2, prefix: 0.5 },
        },
      });
      resolve(search.addAllAsync(entries, { chunkSize: 100 }).then(() => ({ search, entries })));
    };
    document.head.append(element);
  });
  return loading;
}

/** The text around the longest word that was found, cut between words. */
function excerpt(text, terms) {
  const lower = text.toLowerCase();
  const found = terms
    .toSorted((a, b) => b.length - a.length)
    .map((term) => lower.indexOf(term))
    .find((at) => at >= 0);
  const start = text.lastIndexOf(" ", Math.max(0, (found ?? 0) - EXCERPT / 4)) + 1;
  const end = text.length > start + EXCERPT ? text.lastIndexOf(" ", start + EXCERPT) : text.length;
  return `${start > 0 ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
}

function item({ address, anchor, title, heading, text }, terms) {
  const link = document.createElement("a");
  link.href = `${base}${address}#${anchor}`;
  link.textContent = heading === title ? title : `${title}: ${heading}`;
  const below = document.createElement("p");
  below.textContent = excerpt(text, terms);
  const element = document.createElement("li");
  element.append(link, below);
  return element;
}

/** Shows what is found, unless somebody has typed on. */
async function show(query, place, most, isStill) {
  const [status, list] = [place.querySelector("p"), place.querySelector("ul")];
  try {
    if (loading === undefined) status.textContent = "Reading the index …";
    const { search, entries } = await searcher();
    if (!isStill()) return;
    const hits = search.search(query);
    list.replaceChildren(...hits.slice(0, most).map(({ id, terms }) => item(entries[id], terms)));
    const places = `${hits.length} ${hits.length === 1 ? "place" : "places"}`;
    status.textContent =
      hits.length === 0
        ? `Nothing is found for “${query}”.`
        : hits.length > most
          ? `${places}; the best ${most}${place.id === "results" ? "" : ", Enter shows more"}:`
          : `${places}:`;
  } catch (error) {
    status.textContent = `The search does not work: ${error.message}`;
  }
}

const form = document.querySelector("form.search");
const field = form.querySelector("input");
const found = form.querySelector(".found");
const results = document.querySelector("#results");
const asked = () => field.value.trim();

function update() {
  const query = asked();
  found.hidden = query === "";
  if (query !== "") void show(query, found, IN_THE_HEADER, () => asked() === query);
}
field.addEventListener("input", update);
form.addEventListener("submit", (event) => {
  if (asked() === "") event.preventDefault();
});
form.addEventListener("focusout", ({ relatedTarget }) => {
  if (!form.contains(relatedTarget)) found.hidden = true;
});
field.addEventListener("focus", () => {
  if (asked() !== "") found.hidden = false;
});
/** Arrows walk through what is found; Escape closes it. */
form.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    field.focus();
    found.hidden = true;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || found.hidden) return;
  const stops = [field, ...found.querySelectorAll("a")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (next !== undefined) {
    event.preventDefault();
    next.focus();
  }
});

if (results !== null) {
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  field.value = query;
  if (query !== "") void show(query, results, ON_THE_PAGE, () => true);
}

/** What fits needs no stop for keys. */
for (const element of document.querySelectorAll("pre[tabindex], .wide[tabindex]"))
  if (element.scrollWidth <= element.clientWidth) element.removeAttribute("tabindex");
