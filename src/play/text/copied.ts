import { parseDocument } from "yaml";
import { asPlayed } from "./by-hand.ts";

/** What a copy says of the run that it makes. */
export interface Copying {
  readonly seed: number;
  readonly replication: number;
  /** Whether the text is another than the one that was loaded: what that expected is not expected of this run. */
  readonly isChanged: boolean;
  /** Paths of the files that the scenario names. */
  readonly companions: readonly string[];
  /** Of the whole run; null: not known. */
  readonly fingerprint: string | null;
}

/** A copy begins with this, so that the copy of a copy has one heading. */
const HEADING = "# Played with sipnines.";
const OLD_HEADING = new RegExp(`^${HEADING.replaceAll(".", "\\.")}[^\\n]*\\n(?:#[^\\n]*\\n)*\\n?`);

/**
 * The scenario of a run as a file: the text as it is played, with its seed, and above it a comment that says how the same events are had from the
 * command line and by which fingerprint they are known.
 */
export function asCopied(text: string, copying: Copying): string {
  const { seed, replication, isChanged, companions, fingerprint } = copying;
  const written = text.replace(OLD_HEADING, "");
  const played = asPlayed(written);
  const document = parseDocument(played);
  const isExpecting = isChanged && document.has("expect");
  if (isExpecting) document.delete("expect");
  const isSeeded = document.hasIn(["run", "seed"]);
  if (!isSeeded) document.setIn(["run", "seed"], seed);
  const heading = [
    `${HEADING} This run again: sipnines trace FILE --replication ${replication} --json`,
    fingerprint === null
      ? "# tells its fingerprint, by which two runs are known to be the same event for event."
      : `# tells its fingerprint: ${fingerprint}`,
    ...(companions.length > 0
      ? [`# It reads ${companions.map(printable).join(", ")}, which must stand beside it.`]
      : []),
    ...(isExpecting ? ["# Left out: expect, which speaks of the scenario before it was changed by hand."] : []),
    ...(played === written ? [] : ["# Left out: run.stratify, which would let clocks depend on the first fault."]),
  ];
  const same = !isExpecting && isSeeded ? played : document.toString({ lineWidth: 120 });
  return `${heading.join("\n")}\n\n${same}`;
}

/** A path as part of a comment, which a line feed would end. */
const printable = (path: string): string => path.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\ufffd");
