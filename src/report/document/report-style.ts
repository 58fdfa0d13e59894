/** What reports look like beyond what all pages do. */
export const REPORT_STYLE = `.drawing { overflow-x: auto; padding: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
.drawing svg { display: block; max-width: 100%; height: auto; min-width: var(--least); }
.drawing > .narrow { display: none; }
@media screen and (max-width: 40rem) { .drawing > .narrow { display: block; } .drawing > .broad { display: none; } }
.answer { font-size: 1.2rem; line-height: 1.5; max-width: 46rem; }
.question { font-weight: 600; }
.verdicts { list-style: none; padding: 0; }
.alive .chart > svg { display: none; }
p, li, dt, dd, h1, h2, figcaption, caption { overflow-wrap: anywhere; }
.chart > .live { display: block; width: fit-content; max-width: 100%; }
.live svg { display: block; }
.live { position: relative; touch-action: pan-x pan-y; }
.live[tabindex] { cursor: crosshair; }
.live > .part { position: absolute; border: 1px solid var(--link); background: color-mix(in srgb, var(--link) 15%, transparent); pointer-events: none; }
.tools { display: flex; flex-wrap: wrap; gap: .35rem; align-items: center; padding: .4rem .6rem; border-top: 1px solid var(--line); background: var(--card); font-size: .875rem; }
.tools button { font: inherit; min-width: 2rem; padding: .15rem .5rem; color: var(--ink); background: var(--tint); border: 1px solid var(--muted); border-radius: .35rem; cursor: pointer; }
.tools button:disabled { color: var(--muted); border-color: var(--line); cursor: default; }
.tools label { margin-left: .6rem; }
.tools output { color: var(--muted); flex-basis: 100%; }
.tools output:empty { display: none; }
label select { font: inherit; padding: .25rem .5rem; color: var(--ink); background: var(--card); border: 1px solid var(--muted); border-radius: .35rem; }
.sort { font: inherit; color: inherit; background: none; border: 0; padding: 0; margin: 0; cursor: pointer; text-align: inherit; }
.sort::after { content: " ↕"; color: var(--muted); }
[aria-sort=ascending] .sort::after { content: " ↑"; }
[aria-sort=descending] .sort::after { content: " ↓"; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .75rem 1rem; background: var(--tint); border-radius: .5rem; font: .875rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre code { background: none; padding: 0; font-size: 1em; }
#vg-tooltip-element table tr td { border: 0; padding: .1rem .4rem; }
#vg-tooltip-element table tr td.key { color: var(--muted); max-width: none; }
#vg-tooltip-element.vg-tooltip { background: var(--card); color: var(--ink); border-color: var(--line); }
@media (min-width: 40.01rem) { .stacks td:last-child { min-width: 15rem; } }
@media print {
  @page { margin: 14mm; }
  .alive .chart > svg:not(.narrow) { display: block; }
  .chart > .live, .tools, .sort::after, label:has(select) { display: none; }
  table { font-size: 8pt; }
  th, td { padding: .2rem .4rem; overflow-wrap: anywhere; }
  thead th, .number { white-space: normal; }
  td.number { overflow-wrap: break-word; }
  .drawing { overflow: visible; border: 0; padding: 0; }
  .drawing svg { min-width: 0; }
}
`;
