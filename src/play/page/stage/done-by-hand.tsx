import { useComputed } from "@preact/signals";
import type { Player } from "../player.ts";
import { lastLines } from "./last-lines.ts";

/** What was done by hand, the last first, which can be taken back. */
export function DoneByHand({ player }: { player: Player }) {
  const lines = useComputed(() => lastLines(player.piece.value?.text ?? "", player.deeds.value));
  if (lines.value.length === 0) return null;
  return (
    <section class="done" aria-label="Done by hand">
      <h2>Done by hand</h2>
      <ol reversed>
        {lines.value.toReversed().map((line, i) => (
          <li key={`${lines.value.length - i}`}>
            <code>{line}</code>{" "}
            {i === 0 && (
              <button type="button" onClick={() => player.takeBack()}>
                Take back
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
