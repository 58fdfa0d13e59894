import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** Follows a signal that changes with each frame of the screen, a few times a second: for what costs more than a number. @param every [ms] */
export function useSampled<T>(source: ReadonlySignal<T>, every = 250): ReadonlySignal<T> {
  const sampled = useSignal(source.peek());
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let last = -Infinity;
    const take = () => {
      waiting = undefined;
      last = performance.now();
      sampled.value = source.peek();
    };
    const stop = source.subscribe(() => {
      if (performance.now() - last >= every) take();
      else waiting ??= setTimeout(take, every);
    });
    return () => {
      stop();
      clearTimeout(waiting);
    };
  }, [source, sampled, every]);
  return sampled;
}
