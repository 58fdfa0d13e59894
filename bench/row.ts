/** One printed line of the bench: what was run, the model events, the CPU they took and the figures that check the work. */
export type Row = Readonly<Record<string, number | string>>;

/** User CPU [s] that the work takes; start-up, import and filling stay outside. */
export function eventLoopCpu(work: () => void): number {
  const before = process.cpuUsage().user;
  work();
  return (process.cpuUsage().user - before) / 1e6;
}
