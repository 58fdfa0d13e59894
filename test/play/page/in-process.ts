/** A page's line to a worker that runs in this process: requests and answers take turns as messages do. */
import { readFileSync } from "node:fs";
import { Line, type Port } from "../../../src/play/page/line.ts";
import { Player } from "../../../src/play/page/player.ts";
import type { Piece } from "../../../src/play/protocol.ts";
import { serve } from "../../../src/play/worker.ts";

/** @param clock of the worker [ms]; one that runs fast makes slices of a seek short */
export function newLine(clock: () => number): Line {
  return new Line(() => {
    const worker: Parameters<typeof serve>[0] = {
      postMessage: (data) => setTimeout(() => port.onmessage?.({ data: structuredClone(data) } as MessageEvent)),
      onmessage: null,
    };
    const port: Port = {
      postMessage: (data) => setTimeout(() => worker.onmessage?.({ data: structuredClone(data) })),
      onmessage: null,
      terminate: () => {
        worker.onmessage = null;
      },
    };
    serve(worker, clock);
    return port;
  });
}

/** Each look at the clock takes so long [ms]. */
export function clockOf(step: number): () => number {
  let now = 0;
  return () => (now += step);
}

export const pieceOf = (text: string): Piece => ({ file: "x.yaml", text, companions: {}, replication: 0 });

export const scenarioText = (name: string): string =>
  readFileSync(new URL(`../../../scenarios/${name}.yaml`, import.meta.url), "utf8");

/** Waits until something is so, turn by turn; throws if it never is. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn++) {
    if (turn > 5000) throw new Error("what was waited for has not come");
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** A player that stands at the beginning of a scenario, and a way to let frames of its screen pass. */
export async function playerOf(text: string, step = 30) {
  const player = new Player(newLine(clockOf(step)));
  let clock = 0;
  const frame = async () => {
    clock += 1000 / 60;
    player.tick(clock);
    await new Promise((resolve) => setTimeout(resolve));
  };
  await player.load(pieceOf(text));
  await until(() => player.view.value !== null && player.seeking.value === null);
  return { player, frame };
}
