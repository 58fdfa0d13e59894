// A process in which a mutant never comes to an end is ended by a thread of its own: its main thread may be in a loop. Its time is that of
// the processor, for on a busy machine a mutant that ends is late as well; of one that waits for what never comes it is three times as long by the clock.
import { Worker } from "node:worker_threads";

const milliseconds = Number(process.env.MUTATION_MILLISECONDS);
const WATCH = `const [began, from] = [performance.now(), process.cpuUsage()];
setInterval(() => {
  const { user, system } = process.cpuUsage(from);
  if ((user + system) / 1000 > ${milliseconds} || performance.now() - began > ${3 * milliseconds}) process.kill(process.pid, "SIGKILL");
}, 20);`;
globalThis.mutationDeadline ??= new Worker(WATCH, {
  eval: true,
});
globalThis.mutationDeadline.unref();
