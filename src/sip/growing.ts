type Column = Float64Array | Uint8Array | Uint16Array | Uint32Array | Int32Array;

/** A column of a ledger with room for at least `length` entries: the same one, or a copy of twice the size or more. */
export function grown<T extends Column>(column: T, length: number): T {
  if (length <= column.length) return column;
  const wide = new (column.constructor as new (length: number) => T)(Math.max(length, 2 * column.length));
  wide.set(column);
  return wide;
}
