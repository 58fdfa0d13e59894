import type { CommandLine } from "../command-line.ts";
import { Refusal } from "../refusal.ts";
import type { AvailabilityOptions } from "./availability-commands.ts";

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
  const { chain } = options;
  const tree = options.tree.length === 0 ? undefined : options.tree;
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
