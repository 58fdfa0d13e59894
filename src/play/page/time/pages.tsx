import { useSignal } from "@preact/signals";
import type { ComponentChild } from "preact";

interface PagesProps<T> {
  readonly items: readonly T[];
  /** What they are, for the buttons: "incidents". */
  readonly of: string;
  readonly length: number;
  /** Whether the last page is shown as long as nobody has turned another. */
  readonly endsFirst?: boolean;
  readonly children: (items: readonly T[], from: number) => ComponentChild;
}

/** A long list, a page at a time: what is not shown costs nothing. */
export function Pages<T>({ items, of, length, endsFirst = false, children }: PagesProps<T>) {
  const turned = useSignal<number | null>(null);
  const pages = Math.max(1, Math.ceil(items.length / length));
  const at = Math.min(turned.value ?? (endsFirst ? pages - 1 : 0), pages - 1);
  const from = at * length;
  const turn = (to: number) => {
    turned.value = endsFirst && to === pages - 1 ? null : to;
  };
  return (
    <>
      {pages > 1 && (
        <p class="pages">
          <button type="button" disabled={at === 0} onClick={() => turn(at - 1)}>
            Earlier
          </button>
          <button type="button" disabled={at === pages - 1} onClick={() => turn(at + 1)}>
            Later
          </button>{" "}
          {of} {from + 1} to {Math.min(items.length, from + length)} of {items.length}
        </p>
      )}
      {children(items.slice(from, from + length), from)}
    </>
  );
}
