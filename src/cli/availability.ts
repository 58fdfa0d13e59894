import type { CommandLine } from "./command-line.ts";
import { Refusal } from "./refusal.ts";

export interface AvailabilityOptions {
  readonly servers?: string;
  readonly mttf?: string;
  readonly mttr?: string;
  readonly target?: string;
  readonly required?: string;
  readonly crews?: string;
  readonly coverage?: string;
  readonly manualRecovery?: string;
  readonly standby?: string;
  readonly detection?: string;
  readonly takeover?: string;
  readonly tree?: string;
  readonly chain?: string;
  readonly top?: string;
  readonly down?: string;
  readonly up?: string;
  readonly initial?: string;
  readonly rateUnit?: string;
  readonly at?: string;
  readonly sensitivity?: boolean;
  readonly simulation?: boolean;
  readonly steps?: string;
  readonly out?: string;
  readonly junit?: string;
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const FARM = ["servers", "mttf", "mttr", "target"] as const;

/**
 * `sipnines availability`: nines, downtime, cut sets, single points of failure of a file; or of equal servers, a fault tree
 * or a chain. Returns the exit code.
 */
export async function availability(
  file: string | undefined,
  options: AvailabilityOptions,
  line: CommandLine,
): Promise<number> {
  const { tree, chain } = options;
  const isFile = file !== undefined && options.servers === undefined;
  const asksFarm = FARM.some((key) => options[key] !== undefined) && !isFile;
  const subjects = [file, tree, chain, asksFarm ? "servers" : undefined].filter((subject) => subject !== undefined);
  if (subjects.length !== 1) {
    throw Refusal.at(
      line.end,
      "availability",
      subjects.length === 0 ? "nothing to solve" : "several things to solve",
      "one of FILE, --tree FILE.xml, --chain FILE, or servers such as --servers 4 --mttf 1500h --mttr 72h",
    );
  }
  if (file !== undefined) return (await import("./availability-file.ts")).availabilityOfFile(file, options, line);
  if (tree !== undefined) return (await import("./availability-tree.ts")).availabilityOfTree(tree, options, line);
  if (chain !== undefined) return (await import("./availability-chain.ts")).availabilityOfChain(chain, options, line);
  return (await import("./availability-servers.ts")).availabilityOfServers(options, line);
}
