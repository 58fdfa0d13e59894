/** In the order 0→1, 0→2, …, 1→0, 1→2, …: who calls whom in the index-th ordered pair of users. */
export function pairAt(index: number, users: number): { caller: number; callee: number } {
  const caller = Math.floor(index / (users - 1));
  const other = index % (users - 1);
  return { caller, callee: other < caller ? other : other + 1 };
}
