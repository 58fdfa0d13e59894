import type { Remarks } from "../block.ts";
import type { FileTree } from "../file-tree.ts";
import type { Said } from "../place.ts";
import { readSer } from "../ser/read.ts";
import { count, word } from "../settings.ts";
import { OPENSIPS, OPENSIPS_CORE, OPENSIPS_MODULES, type OpensipsFacts } from "./facts.ts";

/** Before 1.10; the misspelt one is taken to this day. */
const RENAMED = {
  tm: { fr_timer: "fr_timeout", fr_inv_timer: "fr_inv_timeout" },
  dispatcher: { ds_probing_threshhold: "ds_probing_threshold" },
};

/** What an opensips.cfg says, with what it includes. */
export function opensipsFacts(tree: FileTree, path: string, remarks: Remarks): OpensipsFacts {
  // Before 3.0 the processes were called children, for TCP tcp_children.
  const core = { ...OPENSIPS_CORE, children: count(NaN), tcp_children: count(NaN), db_default_url: word() };
  const listening = ["listen", "socket"];
  const text = tree.at(path)?.text ?? "";
  const template = /^[ \t]*(define|ifelse|ifdef|divert|changequote|changecom)[ \t]*\(/m.exec(text);
  if (template !== null) {
    const line = text.slice(0, template.index).split("\n").length;
    remarks.problems.push({
      place: { file: path, line },
      text: "is a template for m4; what m4 makes of it is the configuration",
    });
  }
  const facts = readSer(
    tree,
    path,
    { daemon: OPENSIPS, core, modules: OPENSIPS_MODULES, listening, renamed: RENAMED },
    remarks,
  );
  const { children, tcp_children, db_default_url: url, ...rest } = facts.core;
  const { usrloc, dispatcher } = facts.parameters;
  const withUrl = <Table extends { readonly db_url: Said<string> }>(table: Table | null): Table | null =>
    table?.db_url.origin.kind === "default" && url.origin.kind === "written" ? { ...table, db_url: url } : table;
  return {
    ...facts,
    parameters: { ...facts.parameters, usrloc: withUrl(usrloc), dispatcher: withUrl(dispatcher) },
    core: {
      ...rest,
      udp_workers:
        rest.udp_workers.origin.kind === "default" && children.origin.kind === "written" ? children : rest.udp_workers,
      tcp_workers:
        rest.tcp_workers.origin.kind === "default" && tcp_children.origin.kind === "written"
          ? tcp_children
          : rest.tcp_workers,
    },
  };
}
