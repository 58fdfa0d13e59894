import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Scene } from "../../protocol.ts";
import type { View } from "../../watched/view.ts";
import { anchorOf, type Open } from "./place.ts";
import { addressShown } from "./status.ts";

/** With more addresses than this only those are listed with which something is amiss. */
const MANY = 12;

/** Whom callers believe to have each address, and where that is not so. */
export function Addresses({ scene, shown, open }: { scene: Scene; shown: ReadonlySignal<View>; open: Open }) {
  const { names } = scene.participants;
  const written = useComputed(() => JSON.stringify(shown.value.addresses.map((one) => addressShown(scene, one))));
  const all = useComputed(() => JSON.parse(written.value) as ReturnType<typeof addressShown>[]);
  if (all.value.length === 0) return null;
  const listed = all.value.length > MANY ? all.value.filter(({ amiss }) => amiss !== null) : all.value;
  return (
    <ul class="addresses" aria-label="Virtual addresses, and whom the callers believe to have them">
      {listed.map(({ name, text, amiss, owners }) => (
        <li key={name}>
          <button
            type="button"
            class={amiss === null ? "" : "amiss"}
            aria-haspopup="dialog"
            onClick={(event) =>
              open(
                { kind: "address", name, owners: owners.map((host) => names[host]!) },
                amiss === null ? text : `${text}; ${amiss}`,
                anchorOf(event.currentTarget),
              )
            }
          >
            {text}
            {amiss !== null && <b> ⚠ {amiss}</b>}
          </button>
        </li>
      ))}
      {listed.length < all.value.length && <li>{all.value.length - listed.length} more addresses, all well</li>}
    </ul>
  );
}
