import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { power } from "../../../special/power.ts";
import { formatDuration } from "../../../units/duration.ts";
import { formatProbability } from "../../../units/probability.ts";
import { formatRate } from "../../../units/rate.ts";
import type { Adjustable } from "../../text/adjustables.ts";
import type { AtHand } from "../at-hand.ts";
import type { Player } from "../player.ts";
import { ProblemList } from "./problem-list.tsx";

/** Positions of a slider. */
const STEPS = 200;

/** A value that lies so far along a slider. */
function valueAt({ low, high, scale, kind }: Adjustable, position: number): number {
  const share = position / STEPS;
  if (scale === "log") return Number((low * power(high / low, share)).toPrecision(2));
  const value = low + share * (high - low);
  return kind === "count" ? Math.round(value) : Number(value.toFixed(3));
}

function positionOf({ low, high, scale, value }: Adjustable): number {
  const share =
    scale === "log" ? Math.log(Math.max(low, value) / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(STEPS * Math.min(1, Math.max(0, share)));
}

/** As a file says it. */
function textOf({ kind }: Adjustable, value: number): string {
  if (kind === "duration") return formatDuration(value);
  if (kind === "rate") return formatRate(value);
  return kind === "count" ? String(value) : formatProbability(value);
}

/** What is written at the path: of a share of users, the shares of both transports. */
function writtenOf({ kind }: Adjustable, text: string): string {
  if (typeof kind !== "object") return text;
  const share = Number(text.replace(/\s*%\s*$/, "")) / (text.includes("%") ? 100 : 1);
  return `{ udp: ${formatProbability(Number((1 - share).toPrecision(6)))}, ${kind.shareOf}: ${text} }`;
}

/** Values of the scenario, by slider or typed: the run begins again with another one, and goes to where it was. */
export function Adjust({ player, newLine }: AtHand) {
  const piece = player.piece.value;
  const line = useMemo(newLine, [newLine]);
  const found = useSignal<readonly Adjustable[]>([]);
  useEffect(() => () => line.close(), [line]);
  useEffect(() => {
    if (piece === null) return;
    line
      .ask({ kind: "adjustables", piece })
      .then((answer) => {
        if (answer.kind === "adjustables") found.value = answer.adjustables;
      })
      .catch(() => {});
  }, [piece, line]);
  const groups = [...new Set(found.value.map(({ group }) => group))];
  return (
    <>
      <p class="muted">A change makes another run: it begins again, and goes on to the time that is shown.</p>
      {groups.map((group) => (
        <fieldset key={group} class="adjust">
          <legend>{group}</legend>
          {found.value
            .filter((one) => one.group === group)
            .map((one) => (
              <Slider key={one.path} adjustable={one} player={player} />
            ))}
        </fieldset>
      ))}
      <ProblemList problems={player.problems.value} />
    </>
  );
}

function Slider({ adjustable, player }: { readonly adjustable: Adjustable; readonly player: Player }) {
  const { path, label, about, text } = adjustable;
  const shown = useSignal(text);
  useEffect(() => {
    shown.value = text;
  }, [text]);
  const change = (wanted: string) => {
    shown.value = wanted;
    if (wanted !== text) player.change([[path, writtenOf(adjustable, wanted)]]).catch(() => {});
  };
  const id = `adjust-${path}`;
  return (
    <div class="slider" title={`${about} (${path})`}>
      <label for={id}>{label}</label>
      <input
        type="range"
        aria-label={`${label}, slider`}
        aria-valuetext={shown.value}
        min={0}
        max={STEPS}
        value={positionOf(adjustable)}
        onInput={(event) => {
          shown.value = textOf(adjustable, valueAt(adjustable, Number(event.currentTarget.value)));
        }}
        onChange={(event) => change(textOf(adjustable, valueAt(adjustable, Number(event.currentTarget.value))))}
      />
      <input
        id={id}
        value={shown.value}
        spellcheck={false}
        onChange={(event) => change(event.currentTarget.value.trim())}
      />
    </div>
  );
}
