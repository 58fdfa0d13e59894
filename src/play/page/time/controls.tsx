import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Player } from "../player.ts";
import { Icon } from "./icons.tsx";
import { commandFor, KeyHelp } from "./keys.tsx";
import { decimalsAt, otherSpeed, readTime, SPEEDS, speedText, timeText } from "./moments.ts";
import { Scrubber } from "./scrubber.tsx";

/** Slower than this share of what is wanted is told. */
const SLOW = 0.9;

/** The clock: play, pause, step by event, jump from mark to mark, back to any time, as slow and as fast as wanted. */
export function Controls({ player }: { readonly player: Player }) {
  const isHelpOpen = useSignal(false);
  useKeys(player, () => {
    isHelpOpen.value = true;
  });
  return (
    <section class="time" aria-label="Time">
      <div class="buttons">
        <Buttons player={player} />
        <Clock player={player} />
        <Speed player={player} />
        <button
          type="button"
          class="help"
          aria-haspopup="dialog"
          title="Keys (?)"
          onClick={() => (isHelpOpen.value = true)}
        >
          ?<span class="unseen"> Keys</span>
        </button>
      </div>
      <Scrubber player={player} />
      <Told player={player} />
      <KeyHelp isOpen={isHelpOpen} />
    </section>
  );
}

function Buttons({ player }: { readonly player: Player }) {
  const isPlaying = player.isPlaying.value;
  const isReady = useComputed(() => player.view.value !== null).value;
  const isOver = useComputed(() => player.view.value?.isOver ?? false).value;
  const button = (name: Parameters<typeof Icon>[0]["name"], label: string, press: () => unknown, isOff = false) => (
    <button type="button" title={label} aria-label={label} disabled={!isReady || isOff} onClick={() => void press()}>
      <Icon name={name} />
    </button>
  );
  return (
    <>
      {button("start", "To the start (Home)", () => player.seek({ time: 0 }))}
      {button("earlier", "To the mark before (p)", () => player.toMark(-1))}
      {button("back", "One event back (,)", () => player.step(-1))}
      <button
        type="button"
        class="play"
        disabled={!isReady || (isOver && !isPlaying)}
        title={isOver ? "The run has ended: go back in time to play it again" : "Space"}
        onClick={() => (isPlaying ? player.pause() : player.play())}
      >
        <Icon name={isPlaying ? "pause" : "play"} /> {isPlaying ? "Pause" : "Play"}
      </button>
      {button("on", "One event further (.)", () => player.step(1), isOver)}
      {button("later", "To the next mark (n)", () => player.toMark(1), isOver)}
    </>
  );
}

/** The time, and a place to type another. */
function Clock({ player }: { readonly player: Player }) {
  const isTyping = useSignal(false);
  const wrong = useSignal("");
  const text = useComputed(() => {
    const { value: view } = player.view;
    return view === null ? "…" : timeText(view.time, decimalsAt(player.speed.value, player.isPlaying.value));
  });
  const end = useComputed(() => {
    const nominal = player.scene.value?.nominalEnd ?? 0;
    const view = player.view.value;
    if (view?.isOver) return "the end";
    return view !== null && view.time > nominal
      ? "until the last call has ended"
      : `of ${timeText(nominal, nominal < 10 ? 2 : 0)}`;
  });
  if (!isTyping.value)
    return (
      <span class="clock">
        <button
          type="button"
          id="clock"
          class="number"
          title="Type a time (g)"
          onClick={() => {
            isTyping.value = true;
          }}
        >
          {text}
        </button>{" "}
        <span class="muted">{end}</span>
      </span>
    );
  const leave = () => {
    isTyping.value = false;
    wrong.value = "";
  };
  return (
    <form
      class="clock"
      onSubmit={(event) => {
        event.preventDefault();
        const time = readTime(String(new FormData(event.currentTarget).get("time")));
        if (typeof time === "string") {
          wrong.value = time;
          return;
        }
        leave();
        void player.seek({ time });
      }}
      onKeyDown={(event) => event.key === "Escape" && leave()}
    >
      <label>
        Go to{" "}
        <input
          name="time"
          size={9}
          autocomplete="off"
          aria-invalid={wrong.value !== ""}
          aria-describedby="wrong-time"
          ref={(input) => input?.focus()}
          placeholder="12.5 s"
        />
      </label>{" "}
      <button type="submit">Go</button>
      <span id="wrong-time" role="status">
        {wrong}
      </span>
    </form>
  );
}

function Speed({ player }: { readonly player: Player }) {
  const { speed } = player;
  return (
    <label class="speed">
      <span>Speed</span>
      <select value={String(speed.value)} onChange={(event) => (speed.value = Number(event.currentTarget.value))}>
        {SPEEDS.map((one) => (
          <option key={one} value={String(one)} selected={one === speed.value}>
            {speedText(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What the clock has to say: that a time is on its way, that the model is slower than wanted, or why something cannot be done. */
function Told({ player }: { readonly player: Player }) {
  const text = useComputed(() => {
    const { seeking, passing, refusal, isPlaying, speed, reachedSpeed, scene } = player;
    if (refusal.value !== null) return refusal.value;
    const far = passing.value === null ? "" : `, ${timeText(passing.value, 1)} so far`;
    if (seeking.value === Infinity) return `Playing on to the next mark${far}`;
    if (seeking.value !== null && passing.value !== null)
      return `Playing again to ${timeText(Math.min(seeking.value, scene.value?.nominalEnd ?? Infinity), 3)}${far}`;
    if (!isPlaying.value) return "";
    const reached = reachedSpeed.value;
    const said = reached >= 10 ? reached.toFixed(0) : reached.toFixed(1);
    if (speed.value === Infinity) return `${said} × real time`;
    return speed.value > 1 && reached < SLOW * speed.value ? `The model reaches ${said} × real time here` : "";
  });
  return (
    <p class="told" role="status">
      {text}
    </p>
  );
}

/** Keys do what buttons do, wherever nobody is typing. */
function useKeys(player: Player, help: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandFor(event);
      if (command === undefined) return;
      event.preventDefault();
      const commands: Record<NonNullable<typeof command>, () => unknown> = {
        play: () => (player.isPlaying.value ? player.pause() : player.play()),
        on: () => player.step(1),
        back: () => player.step(-1),
        later: () => player.toMark(1),
        earlier: () => player.toMark(-1),
        start: () => player.seek({ time: 0 }),
        latest: () => player.seek({ time: player.known.value }),
        faster: () => (player.speed.value = otherSpeed(player.speed.value, 1)),
        slower: () => (player.speed.value = otherSpeed(player.speed.value, -1)),
        type: () => document.getElementById("clock")?.click(),
        help,
      };
      commands[command]();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [player, help]);
}
