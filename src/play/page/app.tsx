import { useComputed } from "@preact/signals";
import type { AtHand } from "./at-hand.ts";
import { Panels } from "./panels.tsx";
import { Stage } from "./stage/stage.tsx";
import { StoriesButton, StoryGuide } from "./story/story.tsx";
import { Controls } from "./time/controls.tsx";
import { LinkNotice } from "./workbench/link-notice.tsx";

/** The whole screen: the service with its clock under it, and panels beside. */
export function App(atHand: AtHand) {
  const { player, teller } = atHand;
  if (player.broken.value !== null)
    return (
      <p class="alert" role="alert">
        This page has failed, which is a fault of sipnines: {player.broken.value}
      </p>
    );
  return (
    <div class="screen">
      <Head player={player} teller={teller} />
      <StoryGuide teller={teller} />
      <main class="desk">
        <div class="scene">
          <Stage player={player} />
          <Controls player={player} />
        </div>
        <Panels {...atHand} />
      </main>
    </div>
  );
}

function Head({ player, teller }: Pick<AtHand, "player" | "teller">) {
  const title = useComputed(() => player.scene.value?.title ?? "…");
  const what = useComputed(() => {
    const scene = player.scene.value;
    return scene === null ? "" : `${scene.architecture.title} · seed ${scene.seed} · replication ${scene.replication}`;
  });
  return (
    <header class="head">
      <h1>{title}</h1>
      <p class="muted">{what}</p>
      <StoriesButton teller={teller} />
      <LinkNotice />
    </header>
  );
}
