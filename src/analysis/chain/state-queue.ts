/** States in the order in which they are to be removed: the least key first, of equal ones the highest number. */
export interface StateQueue {
  /** Takes the next state out. */
  next(): number;
  /** The key of a state may be another now. */
  changed(state: number): void;
}

/**
 * A binary heap that is put right late: a state whose key has grown is found out when its turn comes, one whose key has
 * fallen is entered a second time.
 *
 * @param key of a state, a whole number ≥ 0 below 2⁵³ / n
 */
export function queueOf(n: number, key: (state: number) => number): StateQueue {
  const rankOf = (state: number): number => key(state) * n + (n - 1 - state);
  const stateOf = (value: number): number => n - 1 - (value % n);
  const least = new Float64Array(n);
  const isOut = new Uint8Array(n);
  const heap: number[] = [];

  const push = (value: number): void => {
    let at = heap.push(value) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]! <= value) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = value;
  };
  const pop = (): number => {
    const top = heap[0]!;
    const value = heap.pop()!;
    const size = heap.length;
    if (size === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= value) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = value;
    return top;
  };
  const enter = (state: number): void => {
    least[state] = rankOf(state);
    push(least[state]!);
  };
  for (let state = 0; state < n; state++) enter(state);
  return {
    next: () => {
      for (;;) {
        const value = pop();
        const state = stateOf(value);
        if (isOut[state] === 1 || value !== least[state]) continue;
        if (rankOf(state) > value) {
          enter(state);
          continue;
        }
        isOut[state] = 1;
        return state;
      }
    },
    changed: (state) => {
      if (isOut[state] === 0 && rankOf(state) < least[state]!) enter(state);
    },
  };
}
