// A process in which a mutant never comes to an end is ended by a thread of its own: its main thread may be in a loop.
import { Worker } from "node:worker_threads";

const milliseconds = Number(process.env.MUTATION_MILLISECONDS);
globalThis.mutationDeadline ??= new Worker(`setTimeout(() => process.kill(process.pid, "SIGKILL"), ${milliseconds})`, {
  eval: true,
});
globalThis.mutationDeadline.unref();
