import type { EngineName } from "../kernel/engine.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { engineNamed, Replicator } from "./replication.ts";
import { writeParcel } from "./store/result-store.ts";
import type { UnitAddress } from "./store/unit.ts";

/** Units that one thread computes and writes in one go. */
export interface ParcelTask {
  readonly directory: string;
  readonly engine: EngineName;
  readonly units: readonly (UnitAddress & { readonly scenario: Scenario })[];
  /** Position in the catalogue of the metric that the progress line shows. */
  readonly watched: number;
}

/** A parcel that is on the disk, or why it could not be put there. */
export type ParcelResult =
  | {
      readonly file: string;
      /** Values of the watched metric, by unit and replication. */
      readonly watched: readonly (readonly number[])[];
    }
  | { readonly failure: { readonly code: string; readonly message: string } };

let current: { key: string; replicator: Replicator } | null = null;

/** Computes units and makes them outlast a power cut; only then are they reported. */
export function computeParcel({ directory, engine, units, watched }: ParcelTask): ParcelResult {
  const results = units.map(({ key, first, count, scenario }) => {
    if (current?.key !== key) current = { key, replicator: new Replicator(scenario, engineNamed(engine)) };
    const { replicator } = current;
    const figures = Array.from({ length: count }, (_, i) => replicator.run(first + i));
    return { address: { key, first, count }, figures };
  });
  try {
    const file = writeParcel(directory, results);
    return { file, watched: results.map(({ figures }) => figures.map((replication) => replication[watched]!)) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { failure: { code, message } };
  }
}
