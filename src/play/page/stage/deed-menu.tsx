import { useSignal } from "@preact/signals";
import type { Player } from "../player.ts";
import { Doing, Held } from "./deed-form.tsx";
import { type Asked, nameOf, offersFor, type Target } from "./offers.ts";
import type { Anchor } from "./place.ts";

/** What can be done to a node, a tier, an address, a link, a site or the users. */
export function DeedMenu(props: {
  player: Player;
  target: Target;
  words: string;
  anchor: Anchor;
  onClose: () => void;
}) {
  const { player, target, words, anchor, onClose } = props;
  const [scene, view] = [player.scene.value, player.view.value];
  const offers = scene === null || view === null ? [] : offersFor(target, { scene, view });
  const chosen = useSignal(
    Math.max(
      0,
      offers.findIndex(({ refused }) => refused === null),
    ),
  );
  const values = useSignal<Readonly<Record<string, string>>>({});
  const offer = offers[chosen.value];
  return (
    <Held player={player} title={nameOf(target)} anchor={anchor} onClose={onClose}>
      <p class="words">{words}</p>
      <form>
        <fieldset class="offers">
          <legend>What happens now</legend>
          {offers.map(({ label, refused }, i) => (
            <label key={label} class={refused === null ? "" : "refused"}>
              <input
                type="radio"
                name="deed"
                checked={i === chosen.value}
                disabled={refused !== null}
                onChange={() => {
                  values.value = {};
                  chosen.value = i;
                }}
              />
              <span>
                {label}
                {refused !== null && <small> – not now: {refused}</small>}
              </span>
            </label>
          ))}
        </fieldset>
        {offer !== undefined && (
          <>
            {offer.asked.map((asked) => (
              <Question
                key={`${chosen.value} ${asked.key}`}
                asked={asked}
                value={values.value[asked.key] ?? asked.value}
                onInput={(text) => {
                  values.value = { ...values.value, [asked.key]: text };
                }}
              />
            ))}
            <p class="by-hand">On real machines: {offer.byHand}.</p>
            <Doing player={player} deed={offer.deed(values.value)} refused={offer.refused} onDone={onClose} />
          </>
        )}
      </form>
    </Held>
  );
}

function Question({ asked, value, onInput }: { asked: Asked; value: string; onInput: (text: string) => void }) {
  return (
    <div class="question">
      <label for={`asked-${asked.key}`}>{asked.label}</label>
      {asked.choices === undefined ? (
        <input
          id={`asked-${asked.key}`}
          type="text"
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      ) : (
        <select id={`asked-${asked.key}`} value={value} onChange={(event) => onInput(event.currentTarget.value)}>
          {asked.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice === "" ? "–" : choice}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
