import type { Player } from "../player.ts";

/** What happened, to jump to. */
export function Timeline({ player }: { player: Player }) {
  return (
    <section aria-label="What happened">
      <ol>
        {player.incidents.value.map(({ time, text }, i) => (
          <li key={i}>
            <button type="button" onClick={() => player.seek({ time })}>
              {time.toFixed(4)} s
            </button>{" "}
            {text}
          </li>
        ))}
      </ol>
    </section>
  );
}
