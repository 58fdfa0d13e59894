import { DARK_PAPER, ON_DARK, PAPER } from "../theme.ts";

/** Charts in the dark, still ones and those that a script draws: each ink of the theme, wherever a mark bears it, has another. On paper all is light. */
const chartsInTheDark = [...ON_DARK]
  .filter(([light, dark]) => light !== dark)
  .flatMap(([light, dark]) => ["fill", "stroke"].map((kind) => `  .chart [${kind}="${light}"] { ${kind}: ${dark}; }`))
  .join("\n");

/** The look of a page. */
export const STYLE = `:root {
  --paper: #fdfdfc; --ink: #1c2330; --muted: #4b5563; --line: #d9dde4; --card: #ffffff; --tint: #f2f4f7; --link: #0f4c9a;
  --good: #14613f; --good-tint: #e1f3ea; --fair: #7a4a00; --fair-tint: #fdf0d8; --bad: #9b1c31; --bad-tint: #fde7ea;
  --calm: #23407a; --calm-tint: #e6ecf8; --shade: rgb(28 35 48 / 25%);
}
:root { --chart: ${PAPER}; }
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181f; --ink: #e6e9ee; --muted: #a9b1bd; --line: #343b47; --card: #1b2029; --tint: #20262f; --link: #8ab8f5;
    --good: #86d9b0; --good-tint: #143527; --fair: #f2c479; --fair-tint: #3a2a0e; --bad: #f6a3b0; --bad-tint: #43171f;
    --calm: #a9c3f5; --calm-tint: #1d2b4a; --shade: rgb(0 0 0 / 70%);
  }
}
@media screen and (prefers-color-scheme: dark) {
  :root { --chart: ${DARK_PAPER}; }
${chartsInTheDark}
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0 auto; max-width: 100rem; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 3rem;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: var(--card); }
.skip:focus { left: 1rem; }
main:focus { outline: none; }
h1 { font-size: clamp(1.6rem, 5vw, 2.25rem); line-height: 1.2; margin: 1rem 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.4rem; line-height: 1.3; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
p, li { max-width: 44rem; }
.lead { font-size: 1.15rem; color: var(--muted); }
nav ul { display: flex; flex-wrap: wrap; gap: .4rem .5rem; padding: 0; margin: 1.25rem 0 0; list-style: none; }
nav a {
  display: block; padding: .2rem .75rem; border: 1px solid var(--line); border-radius: 2rem;
  background: var(--card); text-decoration: none; font-size: .95rem;
}
nav a:hover { border-color: var(--link); }
code { font: .9em/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; background: var(--tint); padding: .1em .35em; border-radius: .25em; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; margin: 1.5rem 0; }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .9rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
.figures dd { margin: 0; font-size: 1.6rem; font-weight: 700; line-height: 1.2; font-variant-numeric: tabular-nums; }
.figures dt { margin-top: .25rem; color: var(--muted); font-size: .95rem; line-height: 1.4; }
figure { margin: 1.5rem 0; }
.chart { width: fit-content; max-width: 100%; background: var(--chart); border: 1px solid var(--line); border-radius: .6rem; overflow: hidden; }
.chart svg { display: block; max-width: 100%; height: auto; }
.chart > .narrow { display: none; }
figcaption { margin-top: .6rem; color: var(--muted); font-size: .95rem; max-width: 44rem; }
figcaption a { white-space: nowrap; }
.wide { overflow-x: auto; margin: 1.5rem 0; background: linear-gradient(to right, var(--paper) 30%, transparent) 0 / 2.5rem 100% local, linear-gradient(to left, var(--paper) 30%, transparent) 100% / 2.5rem 100% local, linear-gradient(to right, var(--shade), transparent) 0 / .8rem 100% scroll, linear-gradient(to left, var(--shade), transparent) 100% / .8rem 100% scroll; background-repeat: no-repeat; }
table { border-collapse: collapse; font-size: .95rem; line-height: 1.45; }
caption { text-align: left; color: var(--muted); padding-bottom: .5rem; }
th, td { padding: .45rem .8rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
tbody th { font-weight: 600; }
tbody tr:hover { background: var(--tint); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.badge { display: inline-block; padding: .1rem .55rem; border-radius: 1rem; font-size: .875rem; font-weight: 600; white-space: nowrap; background: var(--calm-tint); color: var(--calm); }
.badge.exact { background: var(--good-tint); color: var(--good); }
.badge.calibrated, .badge.illustrative { background: var(--fair-tint); color: var(--fair); }
.badge.contradicted { background: var(--bad-tint); color: var(--bad); }
details { margin: 1rem 0; padding: .5rem 1rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); }
summary { cursor: pointer; font-weight: 600; }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .9rem; }
@media (max-width: 40rem) {
  .stacks, .stacks tbody, .stacks tr, .stacks td, .stacks th { display: block; width: 100%; }
  .stacks caption { display: block; }
  .stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacks tr { margin-bottom: .9rem; padding: .3rem 0; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
  .stacks th, .stacks td { border: 0; padding: .25rem .9rem; text-align: left; white-space: normal; }
  .stacks td { display: flow-root; padding-left: 7.5rem; min-height: 1.9rem; }
  .stacks td::before { content: attr(data-title); float: left; width: 6.2rem; margin-left: -6.6rem; color: var(--muted); font-size: .85rem; overflow-wrap: anywhere; }
}
@media screen and (max-width: 40rem) {
  .chart > .narrow { display: block; }
  .chart > .broad { display: none; }
}
@media screen and (min-width: 75rem) {
  figure:has(> .chart):not([hidden]) { display: grid; grid-template: auto 1fr / auto minmax(16rem, 1fr); column-gap: 2rem; align-items: start; }
  figure > .chart { grid-row: 1 / span 2; }
  figure > .chart ~ figcaption, figure > .chart ~ details { grid-column: 2; }
  figure > .chart ~ figcaption { margin-top: 0; }
}
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: 0 2rem; }
.beside > figure:has(> .chart):not([hidden]) { display: block; }
.beside > figure > .chart ~ figcaption { margin-top: .6rem; }
@media print {
  :root { --paper: #fff; --ink: #000; --muted: #333; --line: #bbb; --card: #fff; --tint: #f3f3f3; --link: #000; --good: #000; --good-tint: #fff; --fair: #000; --fair-tint: #fff; --bad: #000; --bad-tint: #fff; --calm: #000; --calm-tint: #fff; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav, .skip { display: none; }
  figure, tr, .figures div { break-inside: avoid; }
  h2 { break-after: avoid; margin-top: 1.5rem; }
  .wide { overflow: visible; background: none; }
  .badge { border: 1px solid #777; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
