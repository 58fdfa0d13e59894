import { Block, type Remarks } from "../block.ts";
import type { ConfigurationFile } from "../file-tree.ts";
import { byDefault, type Said, written } from "../place.ts";
import { placeOf, type Statement } from "../statement.ts";
import type { HaproxyFacts, HaproxyProxy, HaproxyResolvers } from "./facts.ts";
import { readHaproxy, type Section } from "./grammar.ts";
import { type Options, optionsOf, serverOf } from "./server.ts";
import { HAPROXY, secondsOf } from "./values.ts";

const PROXIES = ["frontend", "backend", "listen"];
/** Options that say how a server is checked. */
const CHECKS = [
  ...["httpchk", "tcp-check", "mysql-check", "pgsql-check", "redis-check", "smtpchk", "ldap-check", "ssl-hello-chk"],
  ...["spop-check", "external-check"],
];
/** Words of a proxy that say nothing of where calls go and when. */
const HARMLESS = {
  words: new Set([
    ...["log", "maxconn", "acl", "description", "capture", "compression", "cookie", "errorfile", "errorfiles"],
    ...["redirect", "reqadd", "rspadd", "rate-limit", "monitor", "monitor-uri", "monitor-net", "id", "filter"],
    ...[
      "fullconn",
      "hash-type",
      "source",
      "unique-id-format",
      "unique-id-header",
      "backlog",
      "bind-process",
      "enabled",
    ],
    ...[
      "max-keep-alive-queue",
      "persist",
      "force-persist",
      "ignore-persist",
      "declare",
      "user",
      "group",
      "external-check",
    ],
    ...[
      "use-server",
      "load-server-state-from-file",
      "retry-on",
      "dispatch",
      "use-fcgi-app",
      "guid",
      "tcp-check",
      "tune",
    ],
    ...["transparent", "server-state-file-name", "use_backend", "clitimeout", "srvtimeout", "contimeout", "daemon"],
  ]),
  like: /^(log-|http-|stats$|stick|tcp-(request|response)$|req|rsp|errorloc|email-alert|error-log|clitcpka|srvtcpka|monitor|block$|default-|no$)/,
};

/** What a haproxy.cfg says. */
export function haproxyFacts(file: ConfigurationFile, remarks: Remarks): HaproxyFacts {
  const sections = readHaproxy(file, remarks.problems);
  const proxies: HaproxyProxy[] = [];
  const resolvers: HaproxyResolvers[] = [];
  const named = new Map<string, readonly Statement[]>();
  let last: readonly Statement[] = [];
  for (const section of sections) {
    const [kind, name] = section.head.words;
    const from = section.head.words.findIndex(({ text }) => text === "from");
    const base = from > 0 ? (named.get(section.head.words[from + 1]?.text ?? "") ?? []) : last;
    if (kind!.text === "defaults") {
      // Each `defaults` starts afresh, unless it says from which it goes on.
      last = from > 0 ? [...base, ...section.lines] : section.lines;
      if (name !== undefined && from !== 1) named.set(name.text, last);
      new ProxyLines({ lines: last, from: 0, remarks }).tellRest();
    } else if (PROXIES.includes(kind!.text)) {
      const proxy = new ProxyLines({ lines: [...base, ...section.lines], from: base.length, remarks });
      proxies.push(proxy.facts(section));
      proxy.tellRest();
    } else if (kind!.text === "resolvers") resolvers.push(resolversOf(section, remarks));
    else remarks.irrelevant.push({ place: kind!.place, text: section.head.words.map(({ text }) => text).join(" ") });
  }
  return { proxies, resolvers };
}

/** A proxy's lines behind those of its `defaults`. */
class ProxyLines {
  readonly #lines: readonly Statement[];
  readonly #own: Block;
  readonly #block: Block;
  readonly #remarks: Remarks;

  constructor({ lines, from, remarks }: { lines: readonly Statement[]; from: number; remarks: Remarks }) {
    this.#lines = lines;
    this.#remarks = remarks;
    this.#block = new Block(lines, HAPROXY, remarks);
    this.#own = new Block(lines.slice(from), HAPROXY, remarks);
  }

  facts({ head }: Section): HaproxyProxy {
    const bind = this.#block.all("bind");
    const [kind, name, address] = head.words;
    const listens = address === undefined || address.text === "from" ? [] : [written(address.text, address.place)];
    return {
      kind: kind!.text as HaproxyProxy["kind"],
      name: name?.text ?? "",
      place: placeOf(head),
      mode: this.#block.text("mode") ?? byDefault("tcp", HAPROXY),
      binds: [
        ...listens,
        ...bind.flatMap(({ words }) => words.slice(1, 2).map(({ text, place }) => written(text, place))),
      ],
      balance: this.#block.text("balance") ?? byDefault("roundrobin", HAPROXY),
      defaultBackend: this.#block.text("default_backend"),
      backends: this.#block
        .all("use_backend")
        .flatMap(({ words }) => words.slice(1, 2).map(({ text, place }) => written(text, place))),
      retries: this.#block.number("retries", 3),
      redispatches: this.#option("redispatch"),
      timeoutConnect: this.#timeout("connect"),
      timeoutClient: this.#timeout("client"),
      timeoutServer: this.#timeout("server"),
      timeoutCheck: this.#timeoutOrNull("check"),
      check: this.#check(),
      isDisabled: this.#block.flag("disabled"),
      servers: this.#block
        .all("server", "server-template")
        .map((one) => serverOf(one, this.#defaultServer(), this.#remarks)),
    };
  }

  /** Lines of its own that nobody has asked for. */
  tellRest(): void {
    const asked = ["bind", "mode", "balance", "default_backend", "use_backend", "retries", "option", "timeout"];
    this.#own.all(...asked, "disabled", "server", "server-template", "default-server");
    this.#own.rest(HARMLESS);
  }

  #defaultServer(): Options {
    const quiet: Remarks = { irrelevant: [], unknown: [], problems: [] };
    return this.#block
      .all("default-server")
      .reduce<Options>((options, { words }) => optionsOf(words.slice(1), options, quiet), new Map());
  }

  /** `option X`, which `no option X` switches off. */
  #option(name: string): Said<boolean> {
    for (const statement of [...this.#lines].reverse()) {
      const [first, second, third] = statement.words.map(({ text }) => text);
      if (first === "option" && second === name) return written(true, placeOf(statement));
      if (first === "no" && second === "option" && third === name) return written(false, placeOf(statement));
    }
    return byDefault(false, HAPROXY);
  }

  #check(): Said<string> {
    const option = this.#block.all("option").findLast(({ words }) => CHECKS.includes(words[1]?.text ?? ""));
    return option === undefined ? byDefault("tcp", HAPROXY) : written(option.words[1]!.text, placeOf(option));
  }

  #timeout(name: string): Said<number> {
    return this.#timeoutOrNull(name) ?? byDefault(Infinity, HAPROXY);
  }

  #timeoutOrNull(name: string): Said<number> | null {
    const line = this.#block.all("timeout").findLast(({ words }) => words[1]?.text === name);
    if (line === undefined) return null;
    const text = line.words[2]?.text ?? "";
    const value = secondsOf(text);
    if (!Number.isNaN(value)) return written(value, placeOf(line));
    this.#remarks.problems.push({ place: placeOf(line), text: `timeout ${name} ${text} is no time` });
    return null;
  }
}

function resolversOf({ head, lines }: Section, remarks: Remarks): HaproxyResolvers {
  const own = new Block(lines, HAPROXY, remarks);
  const time = (key: string, name: string, preset: number): Said<number> => {
    const line = own.all(key).findLast(({ words }) => words[1]?.text === name);
    const value = secondsOf(line?.words[2]?.text ?? "");
    return line === undefined || Number.isNaN(value) ? byDefault(preset, HAPROXY) : written(value, placeOf(line));
  };
  const resolvers = {
    name: head.words[1]?.text ?? "",
    place: placeOf(head),
    servers: own
      .all("nameserver")
      .flatMap(({ words }) => words.slice(2, 3).map(({ text, place }) => written(text, place))),
    retries: own.number("resolve_retries", 3),
    timeoutResolve: time("timeout", "resolve", 1),
    timeoutRetry: time("timeout", "retry", 1),
    holdNx: time("hold", "nx", 30),
    holdTimeout: time("hold", "timeout", 30),
    holdValid: time("hold", "valid", 10),
  };
  own.rest({ words: new Set(["parse-resolv-conf", "accepted_payload_size"]) });
  return resolvers;
}
