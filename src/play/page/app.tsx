import type { Player } from "./player.ts";
import { Stage } from "./stage/stage.tsx";
import { Controls } from "./time/controls.tsx";
import { Counters } from "./time/counters.tsx";
import { Timeline } from "./time/timeline.tsx";

/** The whole screen: the service, its clock, what happened and what was counted. */
export function App({ player }: { player: Player }) {
  const scene = player.scene.value;
  if (player.broken.value !== null)
    return <p role="alert">This page has failed, which is a fault of sipnines: {player.broken.value}</p>;
  return (
    <>
      <header>
        <h1>{scene?.title ?? "…"}</h1>
      </header>
      <main>
        <Stage player={player} />
        <Controls player={player} />
        <Timeline player={player} />
        <Counters player={player} />
      </main>
    </>
  );
}
