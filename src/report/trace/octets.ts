/** Bytes of packets: numbers in network order, checksums of RFC 1071. */

/** One Ethernet frame or block being put together. */
export class Octets {
  #bytes: Uint8Array;
  #view: DataView;
  length = 0;

  constructor(room = 256) {
    this.#bytes = new Uint8Array(room);
    this.#view = new DataView(this.#bytes.buffer);
  }

  u8(value: number): this {
    this.#grow(1);
    this.#bytes[this.length++] = value;
    return this;
  }

  u16(value: number, littleEndian = false): this {
    this.#grow(2);
    this.#view.setUint16(this.length, value, littleEndian);
    this.length += 2;
    return this;
  }

  u32(value: number, littleEndian = false): this {
    this.#grow(4);
    this.#view.setUint32(this.length, value >>> 0, littleEndian);
    this.length += 4;
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.#grow(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  text(text: string): this {
    return this.bytes(ENCODER.encode(text));
  }

  /** Zeros up to a multiple of so many bytes. */
  pad(multiple: number): this {
    while (this.length % multiple !== 0) this.u8(0);
    return this;
  }

  /** Writes 16 bits over what stands at a place. */
  put16(at: number, value: number): this {
    this.#view.setUint16(at, value);
    return this;
  }

  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }

  #grow(by: number): void {
    if (this.length + by <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + by));
    wider.set(this.#bytes);
    this.#bytes = wider;
    this.#view = new DataView(wider.buffer);
  }
}

const ENCODER = new TextEncoder();

/** The Internet checksum: the one's complement of the one's complement sum of all 16-bit words (RFC 1071). */
export function checksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) for (let i = 0; i < part.length; i += 2) sum += (part[i]! << 8) | (part[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
