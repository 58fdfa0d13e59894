import { noRemarks, type Remarks } from "./block.ts";
import { corosyncFacts } from "./corosync/read.ts";
import { dispatcherListFacts } from "./dispatcher-list/read.ts";
import type { ConfigurationFile, FileTree } from "./file-tree.ts";
import { haproxyFacts } from "./haproxy/read.ts";
import { hostByName, hostByPath } from "./host.ts";
import { kamailioFacts } from "./kamailio/read.ts";
import { readKeepalived } from "./keepalived/grammar.ts";
import { keepalivedFacts } from "./keepalived/read.ts";
import { type ConfigurationKind, recognise } from "./kinds.ts";
import { mariadbFacts } from "./mariadb/read.ts";
import { opensipsFacts } from "./opensips/read.ts";
import { pacemakerFacts } from "./pacemaker/read.ts";
import type { Said } from "./place.ts";
import type { FactsByKind, Reading } from "./reading.ts";
import { toldApart } from "./told-apart.ts";
import { zoneFacts } from "./zone/read.ts";

/** A configuration that is longer is not read. */
const LENGTH_MAX = 4_000_000;

/** What was read, and the files of which nothing tells what they are. */
export interface ConfigurationRead {
  readonly readings: readonly Reading[];
  readonly others: readonly ConfigurationFile[];
}

type Reader<Kind extends ConfigurationKind> = (
  tree: FileTree,
  file: ConfigurationFile,
  remarks: Remarks,
) => readonly { readonly host: Said<string> | null; readonly facts: FactsByKind[Kind] }[];

const once =
  <Facts>(read: (tree: FileTree, file: ConfigurationFile, remarks: Remarks) => Facts) =>
  (tree: FileTree, file: ConfigurationFile, remarks: Remarks): { host: null; facts: Facts }[] => [
    { host: null, facts: read(tree, file, remarks) },
  ];

const READERS: { readonly [Kind in ConfigurationKind]: Reader<Kind> } = {
  keepalived: keepalivedOf,
  corosync: once((_, file, remarks) => corosyncFacts(file, remarks)),
  pacemaker: once((_, file, remarks) => pacemakerFacts(file, remarks)),
  kamailio: once((tree, { path }, remarks) => kamailioFacts(tree, path, remarks)),
  opensips: once((tree, { path }, remarks) => opensipsFacts(tree, path, remarks)),
  "dispatcher-list": once((_, file, remarks) => dispatcherListFacts(file, remarks)),
  haproxy: once((_, file, remarks) => haproxyFacts(file, remarks)),
  zone: once((tree, { path }, remarks) => zoneFacts(tree, path, remarks)),
  mariadb: once((tree, { path }, remarks) => mariadbFacts(tree, path, remarks)),
};

/**
 * Reads all files that are configurations, each once: one that another takes in is read there. Nothing is executed, and nothing is looked for beyond
 * the tree.
 */
export function readConfiguration(tree: FileTree): ConfigurationRead {
  const readings: { readonly file: ConfigurationFile; readonly reading: Reading }[] = [];
  const others: ConfigurationFile[] = [];
  for (const file of tree.files) {
    const kind = file.text.length > LENGTH_MAX ? null : recognise(file.path, file.text);
    if (kind === null) others.push(file);
    else for (const reading of readingsOf(tree, file, kind)) readings.push({ file, reading });
  }
  const roots = tree.roots();
  return {
    readings: toldApart(readings.filter(({ file }) => roots.has(file)).map(({ reading }) => reading)),
    others: others.filter((file) => roots.has(file)),
  };
}

function readingsOf(tree: FileTree, file: ConfigurationFile, kind: ConfigurationKind): Reading[] {
  const remarks = noRemarks();
  return READERS[kind](tree, file, remarks).map(
    ({ host, facts }) =>
      ({
        kind,
        path: file.path,
        host: host ?? hostByPath(file.path) ?? hostByName(file.path),
        facts,
        ...remarks,
      }) as Reading,
  );
}

/** Of a file with conditions there is a reading for each host that one of them names. */
function keepalivedOf(
  tree: FileTree,
  { path }: ConfigurationFile,
  remarks: Remarks,
): { readonly host: Said<string> | null; readonly facts: FactsByKind["keepalived"] }[] {
  const { hosts } = readKeepalived(tree, path, null, []);
  if (hosts.length === 0) {
    const facts = keepalivedFacts(tree, path, null, remarks);
    return [{ host: hostByPath(path) ?? facts.routerId, facts }];
  }
  return hosts.slice(0, HOSTS_MAX).map((id) => ({
    host: { value: id, origin: { kind: "assumed", why: `the condition @${id} in ${path}` } },
    facts: keepalivedFacts(tree, path, id, remarks),
  }));
}

/** Hosts of one file. */
const HOSTS_MAX = 50;
