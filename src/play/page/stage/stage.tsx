import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Scene } from "../../protocol.ts";
import type { Player } from "../player.ts";
import { Addresses } from "./addresses.tsx";
import { Board } from "./board.tsx";
import { DeedMenu } from "./deed-menu.tsx";
import { Division } from "./division.tsx";
import { DoneByHand } from "./done-by-hand.tsx";
import { FlowTable } from "./flow-table.tsx";
import { layoutOf } from "./layout.ts";
import { Moving } from "./moving.tsx";
import type { Target } from "./offers.ts";
import type { Anchor } from "./place.ts";
import { Shown } from "./shown.ts";
import { Legend } from "./sorts.tsx";
import { impairmentWords, summaryOf } from "./status.ts";
import { Ways } from "./ways.ts";

/** The service as it stands: drawn, alive, and to be broken. */
export function Stage({ player }: { player: Player }) {
  const scene = player.scene.value;
  const hasView = useComputed(() => player.view.value !== null);
  const described = scene === null ? "" : JSON.stringify([scene.architecture, scene.network]);
  return (
    <section class="stage" aria-label="The service">
      {scene !== null && hasView.value && <Drawn key={described} player={player} scene={scene} />}
    </section>
  );
}

type Opened =
  | { readonly kind: "deeds"; readonly target: Target; readonly words: string; readonly anchor: Anchor }
  | { readonly kind: "division"; readonly members: readonly string[]; readonly anchor: Anchor };

/** One architecture, drawn anew when it becomes another. */
function Drawn({ player, scene }: { player: Player; scene: Scene }) {
  const room = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const singly = useSignal(true);
  const isDividing = useSignal(false);
  const opened = useSignal<Opened | null>(null);
  const shown = useMemo(() => new Shown(player.view.peek()!, (view) => summaryOf(scene, view)), []);
  const drawn = useComputed(() => {
    if (width.value === 0) return null;
    const layout = layoutOf(scene.architecture, scene.network, width.value);
    const { names } = scene.participants;
    const limits = new Map(
      scene.architecture.tiers.flatMap(({ nodes, queue }) =>
        nodes.map(({ name }) => [names.indexOf(name), queue] as const),
      ),
    );
    return { layout, ways: new Ways(layout), limits };
  });
  useLayoutEffect(() => {
    const measure = () => {
      width.value = Math.max(280, Math.floor(room.current!.clientWidth));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(room.current!);
    measure();
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    let request = 0;
    const look = (clock: number) => {
      shown.look(player, clock);
      request = requestAnimationFrame(look);
    };
    request = requestAnimationFrame(look);
    return () => cancelAnimationFrame(request);
  }, [shown]);
  const links = useComputed(() =>
    shown.view.value.impairments.map((one) => impairmentWords(one, scene.participants.names)).join("; "),
  );
  const close = () => {
    opened.value = null;
  };
  const open = (target: Target, words: string, anchor: Anchor) => {
    opened.value = { kind: "deeds", target, words, anchor };
  };
  const divide = (members: readonly string[], anchor: Anchor) => {
    isDividing.value = false;
    opened.value = { kind: "division", members, anchor };
  };
  const now = opened.value;
  return (
    <>
      <p class="unseen" role="status" aria-live="polite">
        {shown.said}
      </p>
      <Addresses scene={scene} shown={shown.view} open={open} />
      <div ref={room} class="room">
        {drawn.value !== null && (
          <Board
            {...{ scene, shown: shown.view, rates: shown.rates, open, onDivide: divide, isDividing: isDividing.value }}
            layout={drawn.value.layout}
            ways={drawn.value.ways}
          >
            <Moving player={player} drawn={drawn} singly={singly} />
          </Board>
        )}
      </div>
      {links.value !== "" && <p class="impaired">Links: {links}</p>}
      <div class="under">
        <div class="buttons">
          <button type="button" aria-haspopup="dialog" onClick={(event) => divide([], besides(event.currentTarget))}>
            Divide the network…
          </button>
          <button type="button" aria-pressed={isDividing.value} onClick={() => (isDividing.value = !isDividing.value)}>
            Divide by a line
          </button>
        </div>
        <Legend />
        <p class="muted">
          <How singly={singly} />
        </p>
      </div>
      <DoneByHand player={player} />
      <FlowTable scene={scene} rates={shown.rates} />
      {now?.kind === "deeds" && <DeedMenu player={player} {...now} onClose={close} />}
      {now?.kind === "division" && <Division player={player} {...now} onClose={close} />}
    </>
  );
}

const besides = (element: Element): Anchor => {
  const { left, top } = element.getBoundingClientRect();
  return { left, top: top - 400 };
};

/** How messages are shown at the moment, and why. */
function How({ singly }: { singly: { readonly value: boolean } }) {
  const words = useComputed(() =>
    singly.value
      ? "Each mark is a message, at the place where it is."
      : "At this speed, or with so many messages under way, single ones are not seen: each mark stands for the messages of a moment, and is the larger the more they are. A slower clock, or a pause, shows each.",
  );
  return <>{words}</>;
}
