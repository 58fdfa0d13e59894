import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Problem } from "../../../notation/problem.ts";
import { type Deed, moment, nextMoment } from "../../text/by-hand.ts";
import type { Player } from "../player.ts";
import { lineText } from "./offers.ts";
import type { Anchor } from "./place.ts";

const WIDTH = 400;

/** A dialog that holds up time while it is open; Escape, or a click beside it, closes it. */
export function Held(props: {
  player: Player;
  title: string;
  anchor: Anchor;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { player, title, anchor, onClose, children } = props;
  useEffect(() => {
    const wasPlaying = player.isPlaying.peek();
    player.pause();
    const shown = dialog.current!;
    shown.showModal();
    shown.style.setProperty(
      "--top",
      `${Math.max(8, Math.min(anchor.top, window.innerHeight - shown.offsetHeight - 8))}px`,
    );
    shown.querySelector<HTMLElement>("input:checked, input:enabled")?.focus();
    return () => {
      if (wasPlaying) player.play();
    };
  }, [player]);
  const left = Math.max(8, Math.min(anchor.left, window.innerWidth - WIDTH - 16));
  return (
    <dialog
      ref={dialog}
      class="deed"
      style={`--left: ${left}px`}
      aria-label={title}
      onClose={onClose}
      onPointerDown={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="deed-inside">
        <header>
          <h3>{title}</h3>
          <button type="button" class="plain" aria-label="Close" onClick={() => dialog.current?.close()}>
            ×
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

export const problemText = ({ found, expected }: Problem): string => `${found}; expected: ${expected}`;

/** The line that will be written, and the button that writes it; what is wrong with it is told here. */
export function Doing(props: { player: Player; deed: Deed; refused: string | null; onDone: () => void }) {
  const { player, deed, refused, onDone } = props;
  const isBusy = useSignal(false);
  const hasFailed = useSignal(false);
  const view = player.view.value;
  const at = nextMoment(view?.time ?? 0);
  const act = () => {
    isBusy.value = true;
    player
      .act(deed)
      .then((isDone) => {
        isBusy.value = false;
        hasFailed.value = !isDone;
        if (isDone) onDone();
      })
      .catch(() => {});
  };
  return (
    <div class="doing">
      <p>
        Line of the fault script: <code>{lineText(at, deed)}</code>
      </p>
      {hasFailed.value && (
        <ul role="alert">
          {player.refusal.value !== null && <li>{player.refusal.value}</li>}
          {player.problems.value.map((problem, i) => (
            <li key={i}>{problemText(problem)}</li>
          ))}
        </ul>
      )}
      <button
        type="submit"
        disabled={refused !== null || isBusy.value}
        onClick={(event) => {
          event.preventDefault();
          act();
        }}
      >
        Do it at {moment(at)}
      </button>
    </div>
  );
}
