import type { ReadonlySignal } from "@preact/signals";
import { useComputed } from "@preact/signals";
import { counted } from "../../../units/number.ts";
import type { View } from "../../watched/view.ts";
import type { Box } from "./layout.ts";
import { anchorOf, type Open, placed } from "./place.ts";
import { type AddressHere, type NodeShown, nodeWords } from "./status.ts";

const MARK = { well: "●", resting: "◐", broken: "✕" };

/** A node, and what is written on it. */
export function NodeBox({ node, box, stop, open }: { node: NodeShown; box: Box; stop: object; open: Open }) {
  const isSmall = box.height < 60;
  const words = nodeWords(node);
  return (
    <button
      type="button"
      class={`node ${node.mood}${isSmall ? " small" : ""}`}
      style={placed(box)}
      aria-haspopup="dialog"
      title={isSmall ? words : undefined}
      {...stop}
      onClick={(event) => open({ kind: "node", name: node.name }, words, anchorOf(event.currentTarget))}
    >
      <span class="unseen">{words}</span>
      <span class="face" aria-hidden="true">
        <span class="name">
          <i>{MARK[node.mood]}</i> {node.name}
        </span>
        {isSmall ? <Small node={node} /> : <Large node={node} />}
      </span>
    </button>
  );
}

function Small({ node }: { node: NodeShown }) {
  const { state, waiting, considersDown, addresses } = node;
  const told = [
    state === "up" ? "" : state,
    considersDown.length > 0 ? `${considersDown.length} down` : "",
    waiting > 0 ? `${waiting} wait` : "",
    addresses.map(({ name }) => name).join(" "),
  ];
  return <span class="line">{told.filter((one) => one !== "").join(" · ")}</span>;
}

function Large({ node }: { node: NodeShown }) {
  const { state, waiting, inService, workers, addresses, considersDown, doubts, holds } = node;
  return (
    <>
      <span class="line state">{state}</span>
      <span class="level" />
      <span class="line">{[`${waiting} waiting`, `${inService}/${workers} busy`, ...holds].join(" · ")}</span>
      <span class="line chips">
        {addresses.map((address) => (
          <AddressChip key={`${address.name} ${address.how}`} {...address} />
        ))}
        {considersDown.length > 0 && <b class="down">✕ {fewOf(considersDown)}</b>}
        {doubts.length > 0 && <b class="doubt">? {fewOf(doubts)}</b>}
      </span>
    </>
  );
}

const fewOf = (names: readonly string[]): string => (names.length > 2 ? `${names.length} nodes` : names.join(", "));

const AddressChip = ({ name, how }: AddressHere) => (
  <b class={`address ${how}`}>{how === "stale" ? `${name}?` : name}</b>
);

/** Callers or callees, all of them. */
export function UsersBox(props: {
  host: number;
  box: Box;
  name: string;
  shown: ReadonlySignal<View>;
  stop: object;
  open: Open;
}) {
  const { host, box, name, shown, stop, open } = props;
  const counts = useComputed(() => {
    const { openCalls, registered } = shown.value;
    return host === 0 ? counted(openCalls, "open call") : `${registered} registered`;
  });
  const lost = useComputed(() => (host === 0 ? shown.value.openWithLoss : 0));
  return (
    <button
      type="button"
      class="node users"
      style={placed(box)}
      aria-haspopup="dialog"
      {...stop}
      onClick={(event) => open({ kind: "users", name }, `All ${name} together.`, anchorOf(event.currentTarget))}
    >
      <span class="name">{name}</span>
      <span class="line">{counts}</span>
      {lost.value > 0 && <span class="line lost">{lost.value} with a loss</span>}
    </button>
  );
}
