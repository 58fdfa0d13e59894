// What is written of the library for compilers and for readers, from what scripts/public-types.mjs reads in its entries. As a command
// it writes the pages of docs/api: for each entry a reference, and a report that a test compares with the sources, so that no change of
// the library goes unseen. --check writes nothing, and a difference ends with code 1.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PARTS, root } from "./inputs.mjs";
import { readLibrary } from "./public-types.mjs";

const of = (declared, part) => declared.filter((one) => one.part === part);

/** Comment marks taken away. */
const textOf = (doc) =>
  doc
    .replace(/^\/\*\*|\*\/$/g, "")
    .replace(/^ *\* ?/gm, "")
    .trim();

/** What an entry exports is public by that alone; the tag says so to tools that read the types. */
const tagged = (doc) => {
  const text = textOf(doc);
  return `/**\n${`${text}${text === "" ? "" : "\n\n"}@public`.replace(/^/gm, " * ").replace(/ +$/gm, "")}\n */`;
};

/** The types of an entry as one file: `.d.ts` for a part, by their names. */
function typesOf(declared, part) {
  const own = of(declared, part);
  const imports = new Map();
  for (const { imports: some } of own)
    for (const [module, names] of some) imports.set(module, new Set([...(imports.get(module) ?? []), ...names]));
  const lines = [...imports]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([module, names]) => `import type { ${[...names].sort().join(", ")} } from "${module}";`);
  return `${lines.join("\n")}\n\n${own.map(({ doc, texts }) => `${tagged(doc)}\n${texts.join("\n")}\n`).join("\n")}`;
}

/** Files of types, by their names below dist/: the root, and its parts. */
export const typeFiles = (declared) => ({
  "index.d.ts": PARTS.map((part) => `export * from "./library/${part}.js";\n`).join(""),
  ...Object.fromEntries(PARTS.map((part) => [`library/${part}.d.ts`, typesOf(declared, part)])),
});

const NOTE = "<!-- Written by scripts/library-pages.mjs from src/library; npm run reference writes it again. -->";

/** Without comments, which change nothing for a compiler. */
const bare = (text) => text.replace(/^[ \t]*\/\*\*[\s\S]*?\*\/\n/gm, "");

function report(declared, part) {
  const said = of(declared, part).map(({ texts, doc }) => {
    const tag = `// @public${doc === "" ? " (undocumented)" : ""}`;
    return `${tag}\n${texts.map(bare).join("\n")}\n`;
  });
  return `# API report: sipnines/${part}\n\n${NOTE}\n\n\`\`\`typescript\n${said.join("\n")}\`\`\`\n`;
}

const KINDS = [
  ["function", "Functions"],
  ["constant", "Constants"],
  ["class", "Classes"],
  ["type", "Types"],
];

/** A doc comment as Markdown: its first paragraphs, then what its tags say. */
function prose(doc) {
  const [text, ...tags] = textOf(doc).split(/\n(?=@)/);
  const said = text.startsWith("@") ? [text, ...tags] : tags;
  const items = said.map((tag) => {
    const [, name, rest] = /^@(\w+)\s*([\s\S]*)$/.exec(tag);
    const [, subject, words] = name === "param" ? /^(\S+)\s*([\s\S]*)$/.exec(rest) : [];
    const line = (words ?? rest).replace(/\s*\n\s*/g, " ");
    return subject === undefined ? `- ${NAMES[name] ?? name}: ${line}` : `- \`${subject}\`: ${line}`;
  });
  return [
    ...(text.startsWith("@") || text === "" ? [] : [text.trim()]),
    ...(items.length > 0 ? [items.join("\n")] : []),
  ];
}
const NAMES = { returns: "returns", throws: "throws" };

function reference(declared, part, introduction) {
  const own = of(declared, part);
  const chapters = KINDS.flatMap(([kind, title]) => {
    const entries = own.filter((one) => one.kind === kind);
    if (entries.length === 0) return [];
    const text = entries.map(({ name, doc, texts }) =>
      [
        `### ${name}`,
        ...prose(doc),
        `\`\`\`typescript\n${texts.join("\n").replace(/^export (?:declare )?/gm, "")}\n\`\`\``,
      ].join("\n\n"),
    );
    return [`## ${title}`, ...text];
  });
  return `# Reference: sipnines/${part}\n\n${NOTE}\n\n${introduction}\n\n${chapters.join("\n\n")}\n`;
}

/** The comment at the head of an entry. */
const introductionOf = (part) =>
  textOf(/^\/\*\*[\s\S]*?\*\//.exec(readFileSync(join(root, "src", "library", `${part}.ts`), "utf8"))[0]);

/** Pages by their paths. */
export const pagesOf = (declared) =>
  Object.fromEntries(
    PARTS.flatMap((part) => [
      [`docs/api/${part}.md`, reference(declared, part, introductionOf(part))],
      [`docs/api/${part}.api.md`, report(declared, part)],
    ]),
  );

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  mkdirSync(join(root, "docs", "api"), { recursive: true });
  for (const [path, text] of Object.entries(pagesOf(readLibrary()))) {
    if (!process.argv.includes("--check")) writeFileSync(join(root, path), text);
    else if (readFileSync(join(root, path), "utf8") !== text) {
      console.error(`${path} is not what the library says; npm run reference writes it.`);
      process.exitCode = 1;
    }
  }
}
