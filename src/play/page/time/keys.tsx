import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** What a key does, and how the page says so. */
const COMMANDS = [
  { command: "play", keys: [" ", "k"], shown: "Space", does: "play, pause" },
  { command: "on", keys: ["."], shown: ".", does: "one event further" },
  { command: "back", keys: [","], shown: ",", does: "one event back" },
  {
    command: "later",
    keys: ["n"],
    shown: "n",
    does: "to the next mark; where none is known yet, play on until there is one",
  },
  { command: "earlier", keys: ["p"], shown: "p", does: "to the mark before" },
  { command: "faster", keys: ["+", "="], shown: "+", does: "faster" },
  { command: "slower", keys: ["-"], shown: "−", does: "slower" },
  { command: "start", keys: ["Home", "0"], shown: "Home", does: "to the start" },
  { command: "latest", keys: ["End"], shown: "End", does: "as far as the run is known" },
  { command: "type", keys: ["g"], shown: "g", does: "type a time to go to" },
  { command: "help", keys: ["?"], shown: "?", does: "this list" },
] as const;
export type Command = (typeof COMMANDS)[number]["command"];

const TYPING = "input:not([type=range], [type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog";
const PRESSING = "button, a, summary, input, [role=tab], [role=button]";

/** What a key press means; nothing while somebody types, or where the key means something to what has the focus. */
export function commandFor(event: KeyboardEvent): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined;
  const at = event.target instanceof Element ? event.target : null;
  if (at?.closest(TYPING)) return undefined;
  if ([" ", "Home", "End"].includes(event.key) && at?.closest(PRESSING)) return undefined;
  return COMMANDS.find(({ keys }) => (keys as readonly string[]).includes(event.key))?.command;
}

/** The keys, and what the marks on the time line stand for. */
export function KeyHelp({ isOpen }: { readonly isOpen: Signal<boolean> }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen.value) dialog.current?.showModal();
  }, [isOpen.value]);
  return (
    <dialog
      ref={dialog}
      class="keys"
      aria-labelledby="keys-title"
      onClose={() => {
        isOpen.value = false;
      }}
    >
      <h2 id="keys-title">Keys</h2>
      <table>
        <tbody>
          {COMMANDS.map(({ command, shown, does }) => (
            <tr key={command}>
              <th scope="row">
                <kbd>{shown}</kbd>
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>Marks on the time line</h3>
      <ul class="legend">
        <li>▼ a fault, or something is whole again</li>
        <li>◆ a verdict, quorum or fencing</li>
        <li>● a takeover, or an address that moves</li>
        <li>▁▃▆ calls that fail: the higher, the more</li>
      </ul>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
