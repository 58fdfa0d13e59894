/// <reference lib="dom" />
/** A chart of a report that answers: values under the pointer, a part of it larger, powers of ten as equal steps, and letters of the size of the screen. */

import embed, { type Result } from "vega-embed";
import type { TopLevelSpec } from "vega-lite";
import { formatNumber } from "../../units/number.ts";
import { measuredAxes } from "../charts/drawing.ts";
import { logAxesOf, onLogAxes } from "../plot/log-axes.ts";
import { type Plot, specOf } from "../plot/plot.ts";
import { withTooltips } from "./tooltips.ts";

type Name = "x" | "y";
type Part = readonly [low: number, high: number];
type Chart = Pick<Plot, "frame" | "drawing">;
interface Scale {
  (value: number): number;
  domain(): [number, number];
  invert(pixel: number): number;
}

/** Charts on wide screens are enlarged by this; on narrow ones letters keep their size. */
const ENLARGED = 1.2;
/** Room at the sides of a chart, of its paper's edge [px]. */
const EDGE = 2;
const PLOT_MIN = 150;
const NEAREST = 1e-4;

export class LiveChart {
  readonly #chart: Chart;
  readonly #place: HTMLElement;
  readonly #live: HTMLElement;
  readonly #status = document.createElement("output");
  readonly #zoomed: HTMLButtonElement[] = [];
  readonly #parts: Partial<Record<Name, Part>> = {};
  readonly #logs = new Set<Name>();
  #whole: Partial<Record<Name, Part>> = {};
  #drawn: Result | null = null;
  #turn: Promise<void> = Promise.resolve();

  /** @param place where the still chart stands; the live one goes beside it */
  constructor(place: HTMLElement, chart: Chart, label: string) {
    this.#chart = chart;
    this.#place = place;
    this.#live = document.createElement("div");
    this.#live.className = "live";
    this.#live.setAttribute("role", "img");
    this.#live.setAttribute("aria-label", label);
    place.append(this.#live);
    if (measuredAxes(chart.drawing).length > 0) {
      this.#live.tabIndex = 0;
      this.#live.addEventListener("keydown", (event) => this.#key(event));
      this.#live.addEventListener("dblclick", () => this.#all());
      this.#drag();
      place.append(this.#tools());
    }
  }

  /** Draws the chart anew; resolves once it stands there. */
  draw(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#draw());
    return this.#turn;
  }

  #again(): void {
    this.draw().catch((error: unknown) => console.error(error));
  }

  async #draw(): Promise<void> {
    const { frame, drawing } = onLogAxes(this.#chart, [...this.#logs]);
    const part = (name: Name) => (this.#parts[name] ? { domain: this.#parts[name] } : {});
    const axes = { x: { ...frame.x, ...part("x") }, y: { ...frame.y, ...part("y") } };
    const spec = (width?: number): TopLevelSpec => {
      const framed = { ...frame, ...axes, ...(width === undefined ? {} : { width }) };
      return withTooltips(specOf({ frame: framed, drawing }), framed, drawing.kind);
    };
    const room = this.#place.parentElement!.clientWidth - EDGE;
    const isNarrow = window.matchMedia("(max-width: 40rem)").matches;
    let inner = Math.max(PLOT_MIN, room - 120);
    let { svg, width } = await this.#embed(spec(isNarrow ? inner : undefined));
    if (isNarrow && inner + room - width !== inner) {
      inner = Math.max(PLOT_MIN, Math.floor(inner + room - width));
      ({ svg, width } = await this.#embed(spec(inner)));
    }
    svg.style.width = `${Math.round(width * (isNarrow ? 1 : ENLARGED))}px`;
    for (const name of measuredAxes(drawing)) if (!this.#parts[name]) this.#whole[name] = this.#scale(name).domain();
    this.#tell();
  }

  async #embed(spec: TopLevelSpec): Promise<{ svg: SVGSVGElement; width: number }> {
    this.#drawn?.finalize();
    this.#drawn = await embed(this.#live, spec as never, { ast: true, actions: false, renderer: "svg" });
    const svg = this.#live.querySelector("svg")!;
    // The name is that of the whole; Vega's own marks inside it are not to be read one by one.
    svg.setAttribute("aria-hidden", "true");
    for (const attribute of ["role", "aria-roledescription", "aria-label"]) svg.removeAttribute(attribute);
    // The paper is that of the page, by day and by night.
    svg.style.background = "none";
    svg.style.maxWidth = "100%";
    svg.style.height = "auto";
    return { svg, width: svg.viewBox.baseVal.width };
  }

  readonly #scale = (name: Name): Scale => this.#drawn!.view.scale(name) as Scale;

  /** Looks at a part of an axis, from and to places in pixels of the plot; never beyond the whole. */
  #look(name: Name, from: number, to: number): void {
    const scale = this.#scale(name);
    const [low, high] = [scale.invert(from), scale.invert(to)].sort((a, b) => a - b) as [number, number];
    const whole = this.#whole[name]!;
    const [least, most] = [Math.max(low, whole[0]), Math.min(high, whole[1])];
    if (most - least < NEAREST * (whole[1] - whole[0]) && !this.#logs.has(name)) return;
    if (least >= most) return;
    this.#parts[name] = [least, most];
  }

  /** All axes by a step: a factor of what is seen, and shares of it to the right and upwards. */
  #step(factor: number, right = 0, up = 0): void {
    for (const name of measuredAxes(this.#chart.drawing)) {
      const scale = this.#scale(name);
      const [start, end] = scale.domain().map(scale) as [number, number];
      const [middle, half] = [(start + end) / 2, ((end - start) / 2) * factor];
      const shift = (name === "x" ? right : up) * (end - start);
      const [from, to] = [middle - half + shift, middle + half + shift];
      // At the edge of the whole what is seen stays as large as it is.
      const [first, last] = this.#whole[name]!.map((value) => scale(value)) as [number, number];
      const over = [first - from, to - last].map((beyond) => Math.sign(end - start) * beyond);
      const back = factor !== 1 ? 0 : over[0]! > 0 ? first - from : over[1]! > 0 ? last - to : 0;
      this.#look(name, from + back, to + back);
    }
    this.#again();
  }

  #all(): void {
    for (const name of ["x", "y"] as const) delete this.#parts[name];
    this.#again();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Readonly<Record<string, () => void>> = {
      "+": () => this.#step(0.5),
      "=": () => this.#step(0.5),
      "-": () => this.#step(2),
      "0": () => this.#all(),
      Escape: () => this.#all(),
      ArrowLeft: () => this.#step(1, -0.25),
      ArrowRight: () => this.#step(1, 0.25),
      ArrowUp: () => this.#step(1, 0, 0.25),
      ArrowDown: () => this.#step(1, 0, -0.25),
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  }

  /** A rectangle drawn over the plot is looked at. */
  #drag(): void {
    const live = this.#live;
    const frame = document.createElement("div");
    frame.className = "part";
    let begun: PointerEvent | null = null;
    const sides = (event: PointerEvent) => {
      const box = live.getBoundingClientRect();
      const [left, right] = [begun!.clientX, event.clientX].sort((a, b) => a - b) as [number, number];
      const [top, bottom] = [begun!.clientY, event.clientY].sort((a, b) => a - b) as [number, number];
      return { left: left - box.left, right: right - box.left, top: top - box.top, bottom: bottom - box.top };
    };
    live.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      begun = event;
      event.preventDefault();
      live.focus();
      live.setPointerCapture(event.pointerId);
    });
    live.addEventListener("pointermove", (event) => {
      if (begun === null) return;
      const { left, right, top, bottom } = sides(event);
      live.append(frame);
      Object.assign(frame.style, {
        left: `${left}px`,
        top: `${top}px`,
        width: `${right - left}px`,
        height: `${bottom - top}px`,
      });
    });
    live.addEventListener("pointerup", (event) => {
      if (begun === null) return;
      const { left, right, top, bottom } = sides(event);
      begun = null;
      frame.remove();
      if (right - left < 8 || bottom - top < 8) return;
      const svg = live.querySelector("svg")!;
      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      const [, x = "0", y = "0"] = /translate\(([-\d.]+),([-\d.]+)\)/.exec(svg.querySelector("g")!.outerHTML) ?? [];
      const axes = measuredAxes(this.#chart.drawing);
      if (axes.includes("x")) this.#look("x", left / scale - Number(x), right / scale - Number(x));
      if (axes.includes("y")) this.#look("y", top / scale - Number(y), bottom / scale - Number(y));
      this.#again();
    });
  }

  /** The same for those who press buttons. */
  #tools(): HTMLElement {
    const tools = document.createElement("div");
    tools.className = "tools";
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", `Axes of ${this.#chart.frame.title}`);
    const button = (sign: string, name: string, act: () => void) => {
      const one = document.createElement("button");
      one.type = "button";
      one.textContent = sign;
      one.setAttribute("aria-label", name);
      one.title = name;
      one.addEventListener("click", act);
      tools.append(one);
      return one;
    };
    button("+", "Closer", () => this.#step(0.5));
    this.#zoomed.push(
      button("−", "Farther", () => this.#step(2)),
      button("←", "Left", () => this.#step(1, -0.25)),
      button("→", "Right", () => this.#step(1, 0.25)),
      button("↑", "Up", () => this.#step(1, 0, 0.25)),
      button("↓", "Down", () => this.#step(1, 0, -0.25)),
      button("whole", "The whole chart", () => this.#all()),
    );
    for (const name of logAxesOf(this.#chart)) {
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.addEventListener("change", () => {
        if (box.checked) this.#logs.add(name);
        else this.#logs.delete(name);
        delete this.#parts[name];
        this.#again();
      });
      label.append(box, ` ${name === "x" ? "Horizontal" : "Vertical"} axis logarithmic`);
      tools.append(label);
    }
    tools.append(this.#status);
    return tools;
  }

  #tell(): void {
    const told = (["x", "y"] as const).flatMap((name) => {
      const part = this.#parts[name];
      const { title, unit } = this.#chart.frame[name];
      return part === undefined
        ? []
        : [`${title} from ${formatNumber(part[0], 3)} to ${formatNumber(part[1], 3)}${unit ? ` ${unit}` : ""}`];
    });
    this.#status.textContent = told.length === 0 ? "" : `${told.join("; ")}.`;
    for (const button of this.#zoomed) button.disabled = told.length === 0;
  }
}
