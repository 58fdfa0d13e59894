import type { EngineName } from "../kernel/engine.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { engineNamed, Replicator } from "./replication.ts";
import { encodeCalls } from "./store/call-records.ts";
import { writeParcel } from "./store/result-store.ts";
import { encodeUnit, type UnitAddress } from "./store/unit.ts";

/** Units that one thread computes in one go. */
export interface UnitsTask {
  readonly engine: EngineName;
  /** Whether single calls are recorded. */
  readonly calls: boolean;
  readonly units: readonly (UnitAddress & {
    /** Position of the unit's point in its study. */
    readonly index: number;
    readonly scenario: Scenario;
  })[];
}

/** Units that become one file. */
export interface ParcelTask extends UnitsTask {
  readonly directory: string;
}

/** A parcel that is on the disk, or why it could not be put there, or that nobody has begun it. */
export type ParcelResult =
  | {
      readonly file: string;
    }
  | { readonly failure: { readonly code: string; readonly message: string } }
  | { readonly withdrawn: true };

let current: { key: string; calls: boolean; replicator: Replicator } | null = null;

/** Computes units; returns them as the bytes of a parcel. */
export function computeUnits({ engine, calls, units }: UnitsTask): Buffer {
  return Buffer.concat(
    units.map(({ key, first, count, scenario }) => {
      if (current?.key !== key || current.calls !== calls)
        current = { key, calls, replicator: new Replicator(scenario, engineNamed(engine), calls) };
      const { replicator } = current;
      const records: Buffer[] = [];
      const figures = Array.from({ length: count }, (_, i) => {
        const replication = replicator.run(first + i);
        if (calls) records.push(encodeCalls(replicator.world));
        return replication;
      });
      return encodeUnit({ key, first, count }, figures, calls ? Buffer.concat(records) : null);
    }),
  );
}

/** Makes a computed parcel outlast a power cut; only then is it reported. */
export function keepParcel({ directory }: Pick<ParcelTask, "directory">, bytes: Buffer): ParcelResult {
  try {
    return { file: writeParcel(directory, bytes) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { failure: { code, message } };
  }
}

/** Computes a parcel and puts it on the disk. */
export const computeParcel = (task: ParcelTask): ParcelResult => keepParcel(task, computeUnits(task));
