/** A 4-ary heap of slots, ordered by time and then by sequence number; 4-ary because its nodes share cache lines. */
export class SlotHeap {
  size = 0;
  #time = new Float64Array(64);
  #sequence = new Float64Array(64);
  #slot = new Int32Array(64);

  // Of the earliest; meaningful only while `size` > 0.
  get headTime(): number {
    return this.#time[0]!;
  }

  get headSequence(): number {
    return this.#sequence[0]!;
  }

  get headSlot(): number {
    return this.#slot[0]!;
  }

  push(time: number, sequence: number, slot: number): void {
    if (this.size === this.#slot.length) this.#grow();
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      if (this.#isBefore(parent, time, sequence)) break;
      this.#move(parent, i);
      i = parent;
    }
    this.#put(i, time, sequence, slot);
  }

  /** Removes the head. */
  pop(): void {
    const last = --this.size;
    const time = this.#time[last]!;
    const sequence = this.#sequence[last]!;
    let i = 0;
    for (;;) {
      const first = 4 * i + 1;
      if (first >= last) break;
      let least = first;
      const end = Math.min(first + 4, last);
      for (let j = first + 1; j < end; j++)
        if (this.#isBefore(j, this.#time[least]!, this.#sequence[least]!)) least = j;
      if (!this.#isBefore(least, time, sequence)) break;
      this.#move(least, i);
      i = least;
    }
    this.#put(i, time, sequence, this.#slot[last]!);
  }

  /** The slot at a place, 0 … size − 1, in no particular order. */
  at(place: number): number {
    return this.#slot[place]!;
  }

  #isBefore(i: number, time: number, sequence: number): boolean {
    const other = this.#time[i]!;
    return other < time || (other === time && this.#sequence[i]! < sequence);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#time[from]!, this.#sequence[from]!, this.#slot[from]!);
  }

  #put(i: number, time: number, sequence: number, slot: number): void {
    this.#time[i] = time;
    this.#sequence[i] = sequence;
    this.#slot[i] = slot;
  }

  #grow(): void {
    const wide = <T extends Float64Array | Int32Array>(old: T, array: T): T => {
      array.set(old);
      return array;
    };
    const length = 2 * this.#slot.length;
    this.#time = wide(this.#time, new Float64Array(length));
    this.#sequence = wide(this.#sequence, new Float64Array(length));
    this.#slot = wide(this.#slot, new Int32Array(length));
  }
}
