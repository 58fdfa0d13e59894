import { NoAnswer } from "../units/refused.ts";
import { type ProgressListener, SILENT } from "./told.ts";

/**
 * Shared decision diagrams: nodes (level, low, high) kept once each in typed arrays, found again by hashing.
 *
 * The same store holds both kinds used here; they differ only in which nodes are left out. In a *binary decision
 * diagram* (Bryant 1986) a node whose branches agree is left out: the diagram is a Boolean function. In a
 * *zero-suppressed* one (Minato 1993) a node whose high branch is empty is left out: the diagram is a family of sets.
 */

/** Thrown instead of a wrong number when a structure is too entangled for the memory allowed. */
export class StructureTooLarge extends NoAnswer {
  override readonly name = "StructureTooLarge";
}

/** The constant false; as a family, the family without any set. */
export const ZERO = 0;
/** The constant true; as a family, the family that holds the empty set only. */
export const ONE = 1;

/** Level of the two constants, below every variable. */
const BOTTOM = 0x7fffffff;

/** Nodes allowed in one store when nothing else is said: about 700 MB with its tables. */
export const NODES_MAX = 20_000_000;

const CACHE_BITS_MAX = 22;

export class DecisionDiagram {
  /** Level of each node's variable, counted from the top, 0 first. */
  level = new Int32Array(1 << 12);
  low = new Int32Array(1 << 12);
  high = new Int32Array(1 << 12);
  /** Nodes in use, the two constants included. Children always have smaller numbers than their parents. */
  size = 2;

  readonly nodesMax: number;
  #buckets = new Int32Array(1 << 13);
  #cacheBits = 14;
  #cacheKeys = new Int32Array(3 << 14);
  #cacheResults = new Int32Array(1 << 14);
  /** Results overwritten by others since the memory last grew. */
  #lost = 0;

  readonly #told: ProgressListener;
  #steps = 0;

  /** @param told hears, now and then, how many nodes there are */
  constructor(nodesMax: number = NODES_MAX, told: ProgressListener = SILENT) {
    this.nodesMax = nodesMax;
    this.#told = told;
    this.level[ZERO] = BOTTOM;
    this.level[ONE] = BOTTOM;
  }

  /** The node with these three parts, made if it is new. The caller applies the reduction rule of its kind. */
  node(level: number, low: number, high: number): number {
    let bucket = hash(level, low, high) & (this.#buckets.length - 1);
    for (;;) {
      const node = this.#buckets[bucket]!;
      if (node === 0) break;
      if (this.high[node] === high && this.low[node] === low && this.level[node] === level) return node;
      bucket = (bucket + 1) & (this.#buckets.length - 1);
    }
    if (this.size >= this.nodesMax) {
      throw new StructureTooLarge(
        `The structure needs more than ${this.nodesMax} decision-diagram nodes, since its parts share too many components`,
        "Solve its independent parts separately, drop parts that cannot matter, or ask for bounds (--order).",
      );
    }
    const node = this.size;
    this.size++;
    if (node >= this.level.length) this.#growNodes();
    this.level[node] = level;
    this.low[node] = low;
    this.high[node] = high;
    this.#buckets[bucket] = node;
    if (2 * this.size > this.#buckets.length) this.#growBuckets();
    return node;
  }

  /** An earlier result of `operation` on (f, g), or −1. The memory is lossy: a later entry may have taken the place. */
  recall(operation: number, f: number, g: number): number {
    const place = hash(operation, f, g) >>> (32 - this.#cacheBits);
    const keys = this.#cacheKeys;
    const at = 3 * place;
    return keys[at] === operation && keys[at + 1] === f && keys[at + 2] === g ? this.#cacheResults[place]! : -1;
  }

  /** Remembers a result. Operations are numbered from 1. */
  remember(operation: number, f: number, g: number, result: number): number {
    this.#steps++;
    if (this.#steps % 65_536 === 0) this.#told(`${this.size} decision-diagram nodes`);
    const place = hash(operation, f, g) >>> (32 - this.#cacheBits);
    const at = 3 * place;
    if (this.#cacheKeys[at] !== 0) {
      // Results that are lost must be found again: a memory that loses many is too small, however few the nodes.
      this.#lost++;
      if (this.#lost > 1 << this.#cacheBits) this.#growCache();
    }
    return this.#keep(hash(operation, f, g) >>> (32 - this.#cacheBits), operation, f, g, result);
  }

  #keep(place: number, operation: number, f: number, g: number, result: number): number {
    const at = 3 * place;
    this.#cacheKeys[at] = operation;
    this.#cacheKeys[at + 1] = f;
    this.#cacheKeys[at + 2] = g;
    this.#cacheResults[place] = result;
    return result;
  }

  /** The nodes reachable from a root, children before parents, without the constants. */
  reachable(root: number): Int32Array {
    const marked = new Uint8Array(root + 1);
    marked[root] = 1;
    let count = 0;
    for (let node = root; node > ONE; node--) {
      if (marked[node] === 0) continue;
      count++;
      marked[this.low[node]!] = 1;
      marked[this.high[node]!] = 1;
    }
    const nodes = new Int32Array(count);
    let next = 0;
    for (let node = ONE + 1; node <= root; node++) {
      if (marked[node] === 1) {
        nodes[next] = node;
        next++;
      }
    }
    return nodes;
  }

  #growNodes(): void {
    const capacity = Math.min(2 * this.level.length, this.nodesMax);
    this.level = grown(this.level, capacity);
    this.low = grown(this.low, capacity);
    this.high = grown(this.high, capacity);
  }

  #growBuckets(): void {
    const mask = 2 * this.#buckets.length - 1;
    const buckets = new Int32Array(mask + 1);
    for (let node = ONE + 1; node < this.size; node++) {
      let bucket = hash(this.level[node]!, this.low[node]!, this.high[node]!) & mask;
      while (buckets[bucket] !== 0) bucket = (bucket + 1) & mask;
      buckets[bucket] = node;
    }
    this.#buckets = buckets;
    this.#growCache();
  }

  /** Twice the memory for results; what is remembered moves to its new place. */
  #growCache(): void {
    this.#lost = 0;
    if (this.#cacheBits === CACHE_BITS_MAX) return;
    const [keys, results] = [this.#cacheKeys, this.#cacheResults];
    this.#cacheBits++;
    this.#cacheKeys = new Int32Array(3 << this.#cacheBits);
    this.#cacheResults = new Int32Array(1 << this.#cacheBits);
    for (let place = 0; place < results.length; place++) {
      const [operation, f, g] = [keys[3 * place]!, keys[3 * place + 1]!, keys[3 * place + 2]!];
      if (operation !== 0)
        this.#keep(hash(operation, f, g) >>> (32 - this.#cacheBits), operation, f, g, results[place]!);
    }
  }
}

function grown(values: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity);
  larger.set(values);
  return larger;
}

/** Mixes three 32-bit numbers, with the finalizer of MurmurHash3. */
function hash(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
