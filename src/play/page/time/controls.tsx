import type { Player } from "../player.ts";

/** The clock: play, pause, step by event, back. */
export function Controls({ player }: { player: Player }) {
  const view = player.view.value;
  const isPlaying = player.isPlaying.value;
  return (
    <section class="time" aria-label="Time">
      <button type="button" onClick={() => (isPlaying ? player.pause() : player.play())}>
        {isPlaying ? "Pause" : "Play"}
      </button>
      <button type="button" onClick={() => player.step(-1)}>
        One event back
      </button>
      <button type="button" onClick={() => player.step(1)}>
        One event
      </button>
      <output>{view?.time.toFixed(6)} s</output>
      <input
        type="range"
        aria-label="Time of the run"
        min={0}
        max={player.scene.value?.nominalEnd ?? 1}
        step="any"
        value={view?.time ?? 0}
        onInput={(event) => player.seek({ time: Number(event.currentTarget.value) })}
      />
    </section>
  );
}
