import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ladderText } from "../../../report/trace/ladder-text.ts";
import { momentText } from "../../../report/trace/words.ts";
import type { DrawnLadder } from "../../office/call-ladder.ts";
import type { AtHand } from "../at-hand.ts";
import type { Line } from "../line.ts";
import { useSampled } from "./sampled.ts";

/** Failed calls that are offered to choose from. */
const OFFERED = 200;

type Answered = { readonly drawn: DrawnLadder } | { readonly told: string };

/** The ladder of one call. The run is played once more for it, by another worker, so that the one that is shown goes on. */
export function LadderPanel({ player, newLine, picked }: AtHand) {
  const line = useRef<Line | null>(null);
  const answered = useSignal<Answered | null>(null);
  const isAsking = useSignal(false);
  const failed = useSampled(player.failedCalls).value;
  const created = useSampled(useComputed(() => player.view.value?.counters["createdCalls"] ?? 0)).value;

  const stop = () => {
    line.current?.close();
    isAsking.value = false;
  };
  const call = picked.value;
  const piece = player.piece.value;
  useEffect(() => {
    if (call === null || piece === null) return stop;
    line.current ??= newLine();
    let isWanted = true;
    isAsking.value = true;
    answered.value = null;
    void line.current.ask({ kind: "ladder", piece, call: call.call, until: call.until }).then((answer) => {
      if (!isWanted) return;
      isAsking.value = false;
      if (answer.kind === "ladder")
        answered.value =
          answer.drawn === null
            ? { told: `There was no call ${call.call} until ${momentText(call.until)}.` }
            : { drawn: answer.drawn };
      else if (answer.kind === "broken") answered.value = { told: answer.what };
    });
    return () => {
      isWanted = false;
      stop();
    };
  }, [call, piece]);

  const pick = (number: number) => {
    const one = failed.find((failure) => failure.call === number);
    picked.value = { call: number, until: one?.time ?? player.known.value };
  };
  return (
    <section class="ladder" aria-labelledby="ladder-title">
      <h2 id="ladder-title">Ladder of a call</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          pick(Number(new FormData(event.currentTarget).get("call")));
        }}
      >
        <label>
          Call{" "}
          <input
            name="call"
            type="number"
            min={0}
            max={Math.max(0, created - 1)}
            required
            value={call?.call ?? ""}
            key={call?.call}
          />
        </label>{" "}
        <button type="submit">Show</button>{" "}
        {failed.length > 0 && (
          <label>
            or a failed one{" "}
            <select onChange={(event) => event.currentTarget.value !== "" && pick(Number(event.currentTarget.value))}>
              <option value="">choose</option>
              {failed.slice(0, OFFERED).map((one) => (
                <option key={one.call} value={one.call} selected={one.call === call?.call}>
                  {one.call}: {one.cause}, {momentText(one.time)}
                </option>
              ))}
            </select>
          </label>
        )}
      </form>
      <div role="status">
        {isAsking.value && (
          <p>
            The run is played again to find call {call?.call}.{" "}
            <button type="button" onClick={stop}>
              Stop
            </button>
          </p>
        )}
      </div>
      {answered.value !== null &&
        ("told" in answered.value ? <p>{answered.value.told}</p> : <Drawn drawn={answered.value.drawn} />)}
    </section>
  );
}

function Drawn({ drawn: { ladder, svg } }: { readonly drawn: DrawnLadder }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    place.current?.replaceChildren(document.importNode(parsed.documentElement, true));
  }, [svg]);
  return (
    <>
      <p>{ladder.explanation}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys must reach what scrolls */}
      <section ref={place} class="drawn" tabIndex={0} aria-label={ladder.title} />
      <details>
        <summary>As text</summary>
        <pre>{ladderText(ladder)}</pre>
      </details>
    </>
  );
}
