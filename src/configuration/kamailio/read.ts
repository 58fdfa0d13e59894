import type { Remarks } from "../block.ts";
import type { FileTree } from "../file-tree.ts";
import { readSer } from "../ser/read.ts";
import { count } from "../settings.ts";
import { KAMAILIO, KAMAILIO_CORE, KAMAILIO_MODULES, type KamailioFacts } from "./facts.ts";

/** What a kamailio.cfg says, with what it includes. */
export function kamailioFacts(tree: FileTree, path: string, remarks: Remarks): KamailioFacts {
  const facts = readSer(
    tree,
    path,
    {
      daemon: KAMAILIO,
      core: { ...KAMAILIO_CORE, tcp_children: count(KAMAILIO_CORE.children.preset) },
      modules: KAMAILIO_MODULES,
      listening: ["listen"],
      renamed: { dispatcher: { ds_probing_threshhold: "ds_probing_threshold" } },
    },
    remarks,
  );
  const { children, tcp_children } = facts.core;
  // Kamailio has as many processes for TCP as for a UDP socket, unless it is told otherwise (tcp_init.h).
  const follows = tcp_children.origin.kind === "default" ? children : tcp_children;
  return { ...facts, core: { ...facts.core, tcp_children: follows } };
}
