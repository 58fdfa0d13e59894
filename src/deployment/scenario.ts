import type { Remark } from "../configuration/place.ts";
import type { ConfigurationRead } from "../configuration/read.ts";
import { assumptionsOf, withAnswers } from "./answers.ts";
import { architectureOf } from "./architecture.ts";
import { type Deaf, linesOf } from "./deaf-peers.ts";
import { assumed, branch, inOneLine, yamlOf } from "./entry.ts";
import type { Notes } from "./watch.ts";

/** Kinds of files that are put into a scenario; the others are read, and told. */
const USED = [
  "keepalived",
  "kamailio",
  "opensips",
  "dispatcher-list",
  "corosync",
  "pacemaker",
  "haproxy",
  "zone",
  "mariadb",
];
/** Lines of each list at the end. */
const LISTED_MAX = 60;
/** Of what is of no consequence a few examples do. */
const EXAMPLES_MAX = 12;

/** What no configuration can say, in the order in which a scenario asks for it. */
const NEVER_SAID = [
  "How many calls a second arrive in the busy hour, and how many users are registered? (traffic.calls.rate, traffic.users)",
  "How long do calls ring, and how long do people talk? (traffic.calls.ring, traffic.calls.hold)",
  "Do phones send again (RFC 3261), and do they try the next server of the SRV record? (traffic.clients)",
  "How long does a message take from host to host? (network.delay)",
  "What does a message cost a worker, and how many cores have these machines? (architecture.tiers.NAME.service, architecture.hosts)",
  "How often does a server fail, and how long does its repair take? (availability.lifetimes)",
];

/** The first line of every imported scenario. */
const HEADER =
  "# Written by sipnines import: each value says where it comes from. Importing into this file again keeps what is written by hand.";

/** Whether a text is an imported scenario, which may be written again. */
export const isImported = (text: string): boolean => text.startsWith(HEADER);

/** A service as its files describe it. */
export interface ImportedScenario {
  /** YAML, with comments. */
  readonly text: string;
  /** Lines of its fault script that say how the configurations work against each other from the start. */
  readonly standing: readonly string[];
  /** What no configuration answers. */
  readonly questions: readonly string[];
  /** What was read and has no place in the scenario. */
  readonly leftOut: readonly string[];
}

/**
 * What was read, as one scenario: each value with its origin, and lists of what is asked, what is wrong, and what was left out.
 *
 * @param previous the text of an earlier import, of which what is written by hand is kept; null: there is none
 * @param lead the host whose files say how the nodes of its tier behave; null: the first of each tier
 */
export function importedScenario(
  { readings, others }: ConfigurationRead,
  previous: string | null,
  lead: string | null = null,
): ImportedScenario {
  const notes: Notes = { questions: [], leftOut: [] };
  const { entry, victim, deaf, transport, recordRoute } = architectureOf(readings, notes, lead);
  const standing = linesOf(deaf);
  const why = "no configuration says it";
  const unused = readings.filter(({ kind }) => !USED.includes(kind)).map(({ kind, path }) => `${path} (${kind})`);
  for (const one of unused) notes.leftOut.push(`${one}: read, but nothing of it is put into a scenario yet`);
  for (const { path } of others) notes.leftOut.push(`${path}: of no kind that is known here`);
  const scenario = branch({
    format: assumed("2", "the format of scenarios"),
    title: assumed("Imported from configurations", why),
    architecture: entry,
    network: branch({ delay: assumed("0.2 ms", why) }),
    traffic: branch({
      users: assumed("1000", why),
      registration: branch({ within: assumed("before the run", why) }),
      calls: branch({
        rate: assumed("20/s", why),
        arrivals: assumed("poisson", why),
        duration: assumed("120 s", why),
        ring: assumed("{ exponential: 10 s }", why),
        hold: assumed("{ exponential: 180 s }", why),
      }),
      clients: branch({ transport, recordRoute, retransmission: assumed("true", why) }),
    }),
    faults: assumed(
      `[${[...standing, `{ at: 30 s, kill: ${victim}, kind: host }`].join(", ")}]`,
      [...deaf.map(inWords), "the question to begin with"].join("; "),
    ),
    availability: branch({
      lifetimes: branch({
        timeToFailure: assumed("{ exponential: 1500 h }", why),
        timeToRepair: assumed("{ exponential: 72 h }", why),
      }),
    }),
    run: branch({ seed: assumed("1", why), replications: assumed("20", why) }),
  });
  // What the readers say of a line is theirs; what they only repeat may hold a password.
  const all = (key: "problems" | "unknown" | "irrelevant"): string[] => [
    ...new Set(readings.flatMap((reading) => told(reading[key], key !== "problems"))),
  ];
  const questions = [...notes.questions, ...NEVER_SAID];
  const text = [
    `${HEADER}\n`,
    yamlOf(previous === null ? scenario : withAnswers(scenario, previous)),
    list("Questions that no configuration answers, and some that these leave open", questions),
    list("What the daemons would complain of, or do not find", all("problems")),
    list("Not understood", all("unknown")),
    list("Left out of the scenario", notes.leftOut),
    list("Read, and of no consequence here", all("irrelevant"), EXAMPLES_MAX),
    assumptionsOf(scenario),
  ].join("");
  return { text, standing, questions, leftOut: notes.leftOut };
}

const inWords = ({ node, to, key, place }: Deaf): string =>
  `${node} takes no notice of ${to} (${key}, ${place.file}:${place.line})`;

const told = (remarks: readonly Remark[], isRepeated: boolean): string[] =>
  remarks.map(({ place, text }) => `${place.file}:${place.line} ${isRepeated ? withoutSecrets(text) : text}`);

/** Of a line that may hold a password its first word. */
export const withoutSecrets = (text: string): string =>
  /pass|pas*w|pwd|secret|auth|key|token|:\/\/[^/\s]*@/i.test(text) ? `${text.split(/[\s=]/, 1)[0]} …` : text;

/** A list as comments. */
function list(heading: string, items: readonly string[], most = LISTED_MAX): string {
  if (items.length === 0) return "";
  const rest = items.length > most ? [`… and ${items.length - most} more`] : [];
  return `\n# ${heading}:\n${[...items.slice(0, most), ...rest].map((item) => `# - ${inOneLine(item)}\n`).join("")}`;
}
