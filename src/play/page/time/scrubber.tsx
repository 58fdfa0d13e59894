import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { FailedCall } from "../../watched/happenings.ts";
import type { Player } from "../player.ts";
import type { Mark } from "./marks.ts";
import { timeText } from "./moments.ts";
import { useSampled } from "./sampled.ts";

/** A click so close to a mark means the mark [px]. */
const CLOSE = 6;

/** The length of the run as a line: what is known of it, its marks, and where it stands. */
export function Scrubber({ player }: { readonly player: Player }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const end = useComputed(() => Math.max(player.scene.value?.nominalEnd ?? 1, player.known.value));
  const time = useComputed(() => player.seeking.value ?? player.view.value?.time ?? 0);
  const said = useSampled(time, 500);
  const drawn = useSampled(
    useComputed(() => ({
      marks: player.marks.value,
      calls: player.failedCalls.value,
      known: player.known.value,
      end: end.value,
    })),
  );

  useEffect(
    () =>
      time.subscribe((now) => {
        if (slider.current !== null) slider.current.value = String(Math.min(now, end.peek()));
      }),
    [time, end],
  );
  useEffect(() => {
    const draw = () => canvas.current !== null && drawStrip(canvas.current, drawn.peek());
    const stop = drawn.subscribe(draw);
    const dark = matchMedia("screen and (prefers-color-scheme: dark)");
    const size = new ResizeObserver(draw);
    const jump = ({ offsetX }: MouseEvent) => {
      const { clientWidth: width } = canvas.current!;
      const at = (offsetX / width) * end.peek();
      const off = ({ time: marked }: Mark) => (Math.abs(marked - at) / end.peek()) * width;
      const near = player.marks.peek().toSorted((a, b) => off(a) - off(b))[0];
      void (near !== undefined && off(near) <= CLOSE ? player.goTo(near) : player.seek({ time: at }));
    };
    if (canvas.current !== null) size.observe(canvas.current);
    canvas.current?.addEventListener("click", jump);
    dark.addEventListener("change", draw);
    return () => {
      stop();
      size.disconnect();
      dark.removeEventListener("change", draw);
    };
  }, [drawn, end, player]);

  return (
    <div class="scrubber">
      <div aria-hidden="true">
        <canvas ref={canvas} />
      </div>
      <input
        ref={slider}
        type="range"
        aria-label="Time of the run"
        aria-valuetext={timeText(said.value, 3)}
        min={0}
        max={end.value}
        step="any"
        onInput={(event) => player.seek({ time: Number(event.currentTarget.value) })}
      />
    </div>
  );
}

interface Strip {
  readonly marks: readonly Mark[];
  readonly calls: readonly FailedCall[];
  readonly known: number;
  readonly end: number;
}

/** Marks by shape and height, so that colour is not needed to tell them apart. */
function drawStrip(canvas: HTMLCanvasElement, { marks, calls, known, end }: Strip): void {
  const ratio = devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const pen = canvas.getContext("2d")!;
  pen.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const ink = (name: string) => style.getPropertyValue(`--${name}`);
  const x = (time: number) => (time / end) * width;
  pen.fillStyle = ink("tint");
  pen.fillRect(0, height - 9, width, 9);
  pen.fillStyle = ink("calm-tint");
  pen.fillRect(0, height - 9, x(known), 9);
  const counts = new Float64Array(Math.ceil(width) + 1);
  for (const { time } of calls) counts[Math.floor(x(time))]!++;
  const most = Math.log1p(counts.reduce((max, count) => Math.max(max, count), 0));
  pen.fillStyle = ink("bad");
  for (const [i, count] of counts.entries())
    if (count > 0) {
      const bar = Math.max(2, (9 * Math.log1p(count)) / most);
      pen.fillRect(i, height - bar, 1, bar);
    }
  for (const { time, kind } of marks) {
    const at = x(time);
    pen.beginPath();
    if (kind === "fault") {
      pen.fillStyle = ink("bad");
      pen.moveTo(at - 4, 0);
      pen.lineTo(at + 4, 0);
      pen.lineTo(at, 8);
    } else if (kind === "verdict") {
      pen.fillStyle = ink("fair");
      pen.moveTo(at, 1);
      pen.lineTo(at + 4, 5);
      pen.lineTo(at, 9);
      pen.lineTo(at - 4, 5);
    } else if (kind === "takeover") {
      pen.fillStyle = ink("good");
      pen.arc(at, 5, 3, 0, 2 * Math.PI);
    }
    pen.fill();
  }
}
