import { useSignal } from "@preact/signals";
import type { Player } from "../player.ts";
import { Doing, Held } from "./deed-form.tsx";
import { partitionOf } from "./offers.ts";
import type { Anchor } from "./place.ts";

/** The network is divided: who is on one side is ticked, all others are on the other. */
export function Division(props: { player: Player; members: readonly string[]; anchor: Anchor; onClose: () => void }) {
  const { player, members, anchor, onClose } = props;
  const ticked = useSignal<readonly string[]>(members);
  const lasting = useSignal("");
  const scene = player.scene.value;
  if (scene === null) return null;
  const { names, hosts } = scene.participants;
  const all = names.slice(0, hosts);
  const side = all.filter((name) => ticked.value.includes(name));
  const refused = side.length === 0 || side.length === all.length ? "tick some, and not all" : null;
  return (
    <Held player={player} title="Divide the network" anchor={anchor} onClose={onClose}>
      <form>
        <fieldset class="members">
          <legend>On one side; all others are on the other</legend>
          {all.map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={ticked.value.includes(name)}
                onChange={(event) => {
                  const others = ticked.value.filter((one) => one !== name);
                  ticked.value = event.currentTarget.checked ? [...others, name] : others;
                }}
              />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
        <label class="question">
          <span>for (left out: until it is mended)</span>
          <input type="text" value={lasting.value} onInput={(event) => (lasting.value = event.currentTarget.value)} />
        </label>
        {refused !== null && <p>{refused}</p>}
        <Doing player={player} deed={partitionOf(side, lasting.value)} refused={refused} onDone={onClose} />
      </form>
    </Held>
  );
}
