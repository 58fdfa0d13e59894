import type { ReadonlySignal, Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { SORTS } from "../../watched/flights.ts";
import type { View } from "../../watched/view.ts";
import type { Player } from "../player.ts";
import type { Layout } from "./layout.ts";
import { MARKS } from "./sorts.tsx";
import { areShownSingly, Pulses, placeOf, progressOf, sentBetween, sizeOf } from "./traffic.ts";
import { concerns } from "./way-lines.tsx";
import { pointOn, type Ways } from "./ways.ts";

/** Sorts of messages go side by side: this far from the middle of the way, and from each other [px]. */
const [ASIDE, NEXT] = [4, 2.6];
const SINGLE = 4.5;
/** A queue of so many messages fills its level where it has no limit. */
const LONG = 10_000;
/** Awaited signs of life that are drawn one by one at a node. */
const AWAITED = 12;

interface Drawn {
  readonly layout: Layout;
  readonly ways: Ways;
  /** By host: how many messages may wait. */
  readonly limits: ReadonlyMap<number, number>;
}

/** What moves: messages, the levels of queues and what detectors wait for. It says nothing that is not said in words beside it. */
export function Moving(props: {
  player: Player;
  drawn: ReadonlySignal<Drawn | null>;
  /** Told whether messages are shown one by one. */
  singly: Signal<boolean>;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { player, drawn, singly } = props;
  useEffect(() => {
    const painter = new Painter(canvas.current!, player, singly);
    let request = 0;
    const paint = (clock: number) => {
      if (drawn.value !== null) painter.paint(drawn.value, clock);
      request = requestAnimationFrame(paint);
    };
    request = requestAnimationFrame(paint);
    const dark = matchMedia("screen and (prefers-color-scheme: dark)");
    const repaint = () => {
      painter.forget();
      if (drawn.value !== null) painter.paint(drawn.value, performance.now());
    };
    dark.addEventListener("change", repaint);
    return () => {
      cancelAnimationFrame(request);
      dark.removeEventListener("change", repaint);
    };
  }, [player, drawn, singly]);
  return (
    <div aria-hidden="true">
      <canvas ref={canvas} class="moving" />
    </div>
  );
}

/** Whether messages of a sort get no further than half of their way. */
const isStopped = (
  { impairments }: View,
  { from, towards, sort }: { from: number; towards: number; sort: number },
): boolean =>
  impairments.some(
    (one) =>
      one.kind !== "degrade" && (one.kind !== "block" || SORTS[sort] === "detector") && concerns(one, from, towards),
  );

class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #player: Player;
  readonly #singly: Signal<boolean>;
  readonly #pulses = new Pulses();
  readonly #outlines = SORTS.map((sort) => new Path2D(MARKS[sort].path));
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #view: View | null = null;
  #drawn: Drawn | null = null;
  #hop = 200e-6;
  #colours: { readonly sorts: readonly string[]; readonly ink: string; readonly bad: string } | null = null;
  #coloursOf = 0;

  constructor(canvas: HTMLCanvasElement, player: Player, singly: Signal<boolean>) {
    this.#canvas = canvas;
    this.#player = player;
    this.#singly = singly;
  }

  /** What is painted is out of date: the page has other colours now. */
  forget(): void {
    this.#drawn = this.#colours = null;
  }

  paint(drawn: Drawn, clock: number): void {
    const view = this.#player.view.peek();
    if (view === null) return;
    const isNew = view !== this.#view || drawn !== this.#drawn;
    if (!isNew && this.#pulses.all.length === 0) return;
    const before = this.#view;
    [this.#view, this.#drawn] = [view, drawn];
    const isPlaying = this.#player.isPlaying.peek();
    this.#hop = view.flights[0]?.delay ?? this.#hop;
    const speed = isPlaying ? this.#player.speed.peek() : 0;
    const areSingle = areShownSingly(this.#hop, speed, view.inFlight);
    if (this.#singly.peek() !== areSingle) this.#singly.value = areSingle;
    const isJump = before === null || view.time < before.time || view.time > before.time + 1.5 * Math.max(speed, 1e-9);
    if (areSingle || this.#calm.matches) this.#pulses.clear();
    else this.#pulses.tell(isJump || !isPlaying ? [] : sentBetween(before.flows, view.flows), clock);
    this.#draw(view, drawn, { areSingle, clock });
  }

  #draw(view: View, drawn: Drawn, { areSingle, clock }: { areSingle: boolean; clock: number }): void {
    const { width, height } = drawn.layout;
    const ratio = window.devicePixelRatio;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== wide || this.#canvas.height !== high) {
      [this.#canvas.width, this.#canvas.height] = [wide, high];
      this.#canvas.style.width = `${width}px`;
      this.#canvas.style.height = `${height}px`;
    }
    const pen = this.#canvas.getContext("2d")!;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const colours = this.#coloursNow(clock);
    this.#levels(pen, view, drawn, colours);
    this.#awaited(pen, view, drawn, colours);
    const mark = (sort: number, [x, y]: readonly [number, number], size: number) => {
      pen.setTransform(ratio * size, 0, 0, ratio * size, ratio * x, ratio * y);
      if (MARKS[SORTS[sort]!].isStroked) {
        pen.lineWidth = 0.55;
        pen.strokeStyle = colours.sorts[sort]!;
        pen.stroke(this.#outlines[sort]!);
      } else {
        pen.fillStyle = colours.sorts[sort]!;
        pen.fill(this.#outlines[sort]!);
      }
    };
    if (areSingle) {
      if (this.#calm.matches && this.#player.isPlaying.peek()) return;
      for (const flight of view.flights) {
        const way = drawn.ways.between(flight.from, flight.towards);
        const sort = SORTS.indexOf(flight.sort);
        if (way) mark(sort, pointOn(way, progressOf(flight, view.time), ASIDE), SINGLE);
      }
    } else
      for (const pulse of this.#pulses.all) {
        const way = drawn.ways.between(pulse.from, pulse.towards);
        if (way === null) continue;
        const place = placeOf(pulse, way.length, clock);
        if (place < 1 && (place < 0.5 || !isStopped(view, pulse)))
          mark(pulse.sort, pointOn(way, place, ASIDE + NEXT * pulse.sort), sizeOf(pulse.messages));
      }
  }

  #levels(
    pen: CanvasRenderingContext2D,
    view: View,
    { layout, limits }: Drawn,
    { ink, bad }: { ink: string; bad: string },
  ): void {
    for (const { host, waiting } of view.nodes) {
      const box = layout.hosts.get(host);
      if (box === undefined || waiting === 0) continue;
      const limit = limits.get(host) ?? Infinity;
      const part = Math.min(1, Math.log(1 + waiting) / Math.log(1 + (Number.isFinite(limit) ? limit : LONG)));
      const [left, top, wide] = [box.x + 8, box.y + (box.height > 60 ? 48 : box.height - 5), box.width - 16];
      pen.fillStyle = part > 0.8 ? bad : ink;
      pen.fillRect(left, top, wide * part, 4);
    }
  }

  #awaited(
    pen: CanvasRenderingContext2D,
    view: View,
    { layout }: Drawn,
    { ink, bad }: { ink: string; bad: string },
  ): void {
    const byHost = new Map<number, { part: number; doubted: boolean }[]>();
    for (const { by, since, due, doubted } of view.awaited) {
      if (!Number.isFinite(due) && !doubted) continue;
      const part = doubted ? 1 : Math.min(1, Math.max(0, (view.time - since) / (due - since)));
      const list = byHost.get(by);
      if (list) list.push({ part, doubted });
      else byHost.set(by, [{ part, doubted }]);
    }
    for (const [host, all] of byHost) {
      const box = layout.hosts.get(host);
      if (box === undefined) continue;
      const most = all.reduce((one, other) => (other.part > one.part ? other : one));
      const list = all.length > AWAITED || box.height < 60 ? [most] : all;
      const wide = (box.width - 16) / list.length;
      const top = box.height > 60 ? box.y + box.height - 6 : box.y + 2;
      for (const [i, { part, doubted }] of list.entries()) {
        pen.fillStyle = doubted ? bad : ink;
        pen.globalAlpha = 0.18;
        pen.fillRect(box.x + 8 + i * wide, top, wide - 2, 3);
        pen.globalAlpha = 0.85;
        pen.fillRect(box.x + 8 + i * wide, top, (wide - 2) * part, 3);
      }
      pen.globalAlpha = 1;
    }
  }

  /** Colours as the style says them; it is asked once a second. */
  #coloursNow(clock: number) {
    if (this.#colours !== null && clock - this.#coloursOf < 1000) return this.#colours;
    this.#coloursOf = clock;
    const style = getComputedStyle(this.#canvas);
    const of = (name: string) => style.getPropertyValue(name).trim();
    this.#colours = { sorts: SORTS.map((sort) => of(`--${sort}`)), ink: of("--stage-ink"), bad: of("--stage-bad") };
    return this.#colours;
  }
}
