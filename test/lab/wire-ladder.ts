import { spawnSync } from "node:child_process";

const FIELDS = ["ip.src", "ip.dst", "sip.Method", "sip.Status-Code", "sip.CSeq", "sip.Via.branch", "_ws.malformed"];

/** One message of a capture: "caller → proxy  INVITE  [1]", with its Vias' branches, topmost first, numbered as they appear in the call. */
export type Rung = string;

/**
 * The calls of a capture as tshark reads them, and its registrations, in order, each from its first request to the next one's.
 * @param roles by IP address, who it is; messages between others are left out
 */
export function laddersOf(file: string, roles: Readonly<Record<string, string>>): Rung[][] {
  const words = [
    "-r",
    file,
    "-Y",
    "sip",
    "-T",
    "fields",
    "-E",
    "occurrence=a",
    ...FIELDS.flatMap((one) => ["-e", one]),
  ];
  const { stdout, stderr, status } = spawnSync("tshark", words, { encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`tshark: ${stderr}`);
  const ladders: Rung[][] = [];
  let branches: string[] = [];
  for (const line of stdout.split("\n").filter((one) => one !== "")) {
    const [source, destination, method, code, cseq, vias, malformed] = line.split("\t") as string[];
    if (malformed !== "") throw new Error(`malformed: ${line}`);
    const [from, to] = [roles[source!], roles[destination!]];
    if (from === undefined || to === undefined) continue;
    if (((from === "caller" && method === "INVITE") || method === "REGISTER") && cseq!.startsWith("1 ")) {
      ladders.push([]);
      branches = [];
    }
    const numbers = vias!.split(",").map((branch) => {
      if (!branches.includes(branch)) branches.push(branch);
      return branches.indexOf(branch) + 1;
    });
    const said = code === "" ? method : `${code} ${cseq!.split(" ")[1]}`;
    ladders.at(-1)!.push(`${from} → ${to}  ${said}  [${numbers.join(" ")}]`);
  }
  return ladders;
}
