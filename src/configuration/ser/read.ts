import type { Remarks } from "../block.ts";
import type { FileTree } from "../file-tree.ts";
import type { Remark, Said } from "../place.ts";
import { type SaidOf, type Settings, settingsOf } from "../settings.ts";
import type { Listen, SerFacts } from "./facts.ts";
import { parseSer, type SerText } from "./grammar.ts";
import { Directives } from "./preprocessor.ts";
import { reachedRoutes } from "./routes.ts";
import { SerReader } from "./tokens.ts";

/** What is asked of a file: keys of the core, keys of modules, words that name an address to listen on. */
export interface Questions<Core extends Settings, Modules extends Readonly<Record<string, Settings>>> {
  /** Whose defaults these are, such as "kamailio 5.6.3". */
  readonly daemon: string;
  readonly core: Core;
  readonly modules: Modules;
  readonly listening: readonly string[];
  /** Names that parameters of modules had in earlier versions, and the names that they have. */
  readonly renamed: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Answers<Core extends Settings, Modules extends Readonly<Record<string, Settings>>> extends SerFacts {
  readonly core: SaidOf<Core>;
  /** Of each module that is loaded and asked for; null: it is not loaded. */
  readonly parameters: { readonly [Module in keyof Modules]: SaidOf<Modules[Module]> | null };
}

/** Reads a file of Kamailio's or OpenSIPS's, with what it includes. */
export function readSer<Core extends Settings, Modules extends Readonly<Record<string, Settings>>>(
  tree: FileTree,
  path: string,
  { daemon, core, modules, listening, renamed }: Questions<Core, Modules>,
  remarks: Remarks,
): Answers<Core, Modules> {
  const directives = new Directives(remarks);
  const reader = new SerReader(tree, directives);
  const file = tree.at(path);
  if (file !== undefined) reader.take(file);
  directives.finish({ file: path, line: 1 });
  const parsed = parseSer(reader.tokens, remarks.unknown, remarks.problems);
  const text = {
    ...parsed,
    parameters: parsed.parameters.map((one) => ({ ...one, name: renamed[one.module]?.[one.name] ?? one.name })),
  };
  const loaded = new Set(text.modules.map(({ value }) => value));
  const others = text.parameters.filter(
    ({ module, name }) => !(modules[module] !== undefined && name in modules[module]),
  );
  tellOf(text.parameters, { loaded, lacksFiles: directives.lacksFiles }, remarks.problems);
  for (const { name, value } of text.settings)
    if (!(name in core) && !listening.includes(name) && name !== WORKERS && value.origin.kind === "written")
      remarks.irrelevant.push({ place: value.origin.place, text: `${name}=${value.value}` });
  const ofCore = (key: string): Said<string> | null =>
    text.settings.findLast(({ name }) => name === key)?.value ?? null;
  const ofModule =
    (module: string) =>
    (key: string): Said<string> | null =>
      text.parameters.findLast((one) => one.module === module && one.name === key)?.value ?? null;
  return {
    listens: listensOf(text.settings, listening, remarks.problems),
    modules: text.modules,
    routes: reachedRoutes(text.routes),
    otherParameters: others,
    core: settingsOf(core, ofCore, daemon, remarks.problems),
    parameters: Object.fromEntries(
      Object.entries(modules).map(([module, table]) => [
        module,
        loaded.has(module) ? settingsOf(table, ofModule(module), daemon, remarks.problems) : null,
      ]),
    ) as Answers<Core, Modules>["parameters"],
  };
}

/** A parameter of a module that is not loaded keeps the daemon from starting. */
function tellOf(
  parameters: readonly { readonly module: string; readonly name: string; readonly value: Said<string> }[],
  { loaded, lacksFiles }: { readonly loaded: ReadonlySet<string>; readonly lacksFiles: boolean },
  problems: Remark[],
): void {
  if (lacksFiles) return;
  for (const { module, name, value } of parameters)
    if (!loaded.has(module) && /^\w+$/.test(module) && value.origin.kind === "written")
      problems.push({ place: value.origin.place, text: `${name} is set for ${module}, which is not loaded` });
}

/** Of Kamailio: how many processes the socket of the next `listen` has. */
const WORKERS = "socket_workers";

/** Sockets in their order, each with the processes that are said to be its own. */
function listensOf(settings: SerText["settings"], listening: readonly string[], problems: Remark[]): Listen[] {
  const listens: Listen[] = [];
  let workers: Said<number> | null = null;
  for (const { name, value } of settings) {
    if (name === WORKERS) workers = wholeOf(value, value.value, problems);
    if (!listening.includes(name)) continue;
    listens.push(...listenOf(value, workers, problems));
    workers = null;
  }
  return listens;
}

function wholeOf({ value, origin }: Said<unknown>, text: string, problems: Remark[]): Said<number> | null {
  if (/^[1-9]\d{0,4}$/.test(text)) return { value: Number(text), origin };
  if (origin.kind === "written")
    problems.push({ place: origin.place, text: `${String(value)} names no number of processes; it is left out` });
  return null;
}

/**
 * `udp:10.0.0.1:5060 advertise 192.0.2.1:5060`, under OpenSIPS `udp:10.0.0.1:5060 use_workers 5`; the address may stand in brackets, or be the name of
 * an interface.
 */
function listenOf(said: Said<string>, before: Said<number> | null, problems: Remark[]): Listen[] {
  const { value, origin } = said;
  if (origin.kind !== "written") return [];
  const [address = "", ...rest] = value.trim().split(/\s+/);
  const [, protocol, host, port] =
    /^(?:(udp|tcp|tls|sctp|wss?|bin|hep_udp|hep_tcp|smpp|any|eth):)?(.*?)(?::(\d{1,5}|\*))?$/i.exec(address) ?? [];
  const isBare = host === undefined || host === "";
  const at = rest.findIndex((one) => /^(advertise|as)$/i.test(one));
  const own = rest.findIndex((one) => /^use_(workers|children)$/i.test(one));
  const number = Number(port);
  const listen = {
    place: origin.place,
    protocol: protocol?.toLowerCase() ?? "any",
    host: isBare ? "*" : host.replace(/^\[|\]$/g, ""),
    port: Number.isInteger(number) && number > 0 ? number : null,
    advertised: at < 0 ? null : (rest[at + 1] ?? null),
    workers: own < 0 ? before : wholeOf(said, rest[own + 1] ?? "", problems),
  };
  return [listen];
}
