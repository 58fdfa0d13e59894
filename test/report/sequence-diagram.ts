/**
 * The part of Mermaid's grammar of sequence diagrams that ladders need, read from its documentation: a text ends at a line
 * break, ";" or "#" (unless that begins an entity code), actors are declared before they are used, and arrows are those below.
 */
const ARROWS = ["-->>", "->>", "--x", "-x"] as const;

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly arrow: (typeof ARROWS)[number];
  readonly text: string;
}

export interface SequenceDiagram {
  readonly actors: ReadonlyMap<string, string>;
  readonly arrows: readonly Arrow[];
  readonly notes: readonly { readonly over: readonly string[]; readonly text: string }[];
}

/** @throws Error naming the line that Mermaid could not read */
export function parseSequenceDiagram(source: string): SequenceDiagram {
  const [head, ...lines] = source.split("\n");
  if (head !== "sequenceDiagram") throw new Error(`not a sequence diagram: ${head}`);
  const actors = new Map<string, string>();
  const arrows: Arrow[] = [];
  const notes: { over: readonly string[]; text: string }[] = [];
  const text = (raw: string, line: string): string => {
    const decoded = raw.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    if (/[#;]/.test(raw.replace(/#\d+;/g, ""))) throw new Error(`text ends early: ${line}`);
    return decoded.trim();
  };
  const known = (actor: string, line: string): string => {
    if (!actors.has(actor)) throw new Error(`unknown actor ${actor}: ${line}`);
    return actor;
  };
  for (const line of lines) {
    const said = line.trim();
    if (said === "" || said.startsWith("%%")) continue;
    const declared = /^(?:participant|actor) (\w+) as (.+)$/.exec(said);
    const titled = /^title (.+)$/.exec(said);
    const noted = /^Note over (\w+)(?:,(\w+))?: (.+)$/.exec(said);
    const sent = /^(\w+?)(-->>|->>|--x|-x)(\w+): (.+)$/.exec(said);
    if (declared) actors.set(declared[1]!, text(declared[2]!, line));
    else if (titled) text(titled[1]!, line);
    else if (noted)
      notes.push({
        over: [noted[1]!, ...(noted[2] === undefined ? [] : [noted[2]])].map((actor) => known(actor, line)),
        text: text(noted[3]!, line),
      });
    else if (sent)
      arrows.push({
        from: known(sent[1]!, line),
        to: known(sent[3]!, line),
        arrow: sent[2] as Arrow["arrow"],
        text: text(sent[4]!, line),
      });
    else throw new Error(`not understood: ${line}`);
  }
  return { actors, arrows, notes };
}
