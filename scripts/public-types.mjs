// What the library says to a compiler and to a reader, all made from its entries (src/index.ts and src/library/): one file of
// types for each, the reports of docs/api that a test compares, and the reference pages. The compiler that checks the sources resolves every
// name, so that a type that stands in a public signature without being exported is found here.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SyntaxKind } from "typescript/unstable/ast";
import { API, SymbolFlags } from "typescript/unstable/sync";
import { PARTS, root } from "./inputs.mjs";

/** The declarations of the sources, in a folder that `work` may read and that is gone afterwards. */
function withDeclarations(work) {
  // Inside the house, so that packages are found from there.
  const folder = mkdtempSync(join(root, ".types-"));
  try {
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const project = join(root, "scripts", "tsconfig.library.json");
    const { status } = spawnSync(process.execPath, [tsc, "-p", project, "--outDir", folder], { stdio: "inherit" });
    if (status !== 0) throw new Error("the types of the library could not be written");
    const config = join(folder, "tsconfig.json");
    const compilerOptions = { noEmit: true, typeRoots: [join(root, "node_modules", "@types")] };
    writeFileSync(
      config,
      JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, include: ["index.d.ts"] }),
    );
    while (withProject(config, (project) => spellOut(project, folder)));
    return withProject(config, (project) => work(project, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function withProject(config, work) {
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProjects: [config] }).getProjects();
    return work(project);
  } finally {
    api.close();
  }
}

/** How the compiler writes a type: nothing shortened, one member a line, the name of the alias itself not taken for it. */
const IN_FULL = 1 | (1 << 10) | (1 << 23);

/**
 * Types that derive from a value, such as the kinds of a registry, are written out as what they come to: neither the value nor what reads
 * types out of shapes (`src/notation`) is part of the library. Changes the declarations in the folder, one level of them.
 *
 * @returns whether there was anything to write out
 */
function spellOut({ checker, program }, folder) {
  const isMachinery = ({ kind, typeArguments, typeName, qualifier }) =>
    (kind === SyntaxKind.TypeReference || kind === SyntaxKind.ImportType) &&
    typeArguments !== undefined &&
    targetOf(checker, checker.getSymbolAtLocation(typeName ?? qualifier))?.declarations[0]?.path.startsWith(
      `${folder}/notation/`,
    );
  let changed = false;
  for (const name of program.getSourceFileNames().filter((name) => name.startsWith(`${folder}/`))) {
    if (name.startsWith(`${folder}/notation/`)) continue;
    const file = program.getSourceFile(name);
    let { text } = file;
    for (const { type, typeParameters } of file.statements.toReversed()) {
      if (type === undefined || typeParameters !== undefined) continue;
      for (const node of mentionsValue(type) ? [type] : outermost(type, isMachinery).toReversed()) {
        const inFull = checker.typeToString(checker.getTypeFromTypeNode(node), node, IN_FULL);
        text = `${text.slice(0, node.getStart())}${node === type ? inFull : `(${inFull})`}${text.slice(node.getEnd())}`;
      }
    }
    if (text === file.text) continue;
    writeFileSync(name, text);
    changed = true;
  }
  return changed;
}

/** What a symbol stands for, all aliases followed. */
const targetOf = (checker, symbol) =>
  symbol !== undefined && symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** The parts of a type of which something holds, none inside another. */
function outermost(node, holds) {
  if (holds(node)) return [node];
  const found = [];
  node.forEachChild((child) => {
    found.push(...outermost(child, holds));
  });
  return found;
}

const mentionsValue = (type) => outermost(type, ({ kind }) => kind === SyntaxKind.TypeQuery).length > 0;

/** Every name of the library. Throws naming each type that stands in a public signature and that no entry exports. */
export const readLibrary = () => withDeclarations((project, folder) => new Library(project, folder).read());

class Library {
  #project;
  #folder;
  /** Symbol → its name in public, and its home. */
  #public = new Map();

  constructor(project, folder) {
    this.#project = project;
    this.#folder = folder;
  }

  read() {
    const { checker } = this.#project;
    const exportsOf = (file) =>
      checker.getExportsOfModule(checker.getSymbolAtLocation(this.#project.program.getSourceFile(file)));
    for (const part of PARTS)
      for (const symbol of exportsOf(join(this.#folder, "library", `${part}.d.ts`))) {
        const target = targetOf(this.#project.checker, symbol);
        const known = this.#public.get(target);
        if (known !== undefined) throw new Error(`${symbol.name} of ${part} is exported by ${known.part} already`);
        this.#public.set(target, { name: symbol.name, part });
      }
    const names = [...this.#public.values()].map(({ name }) => name);
    const twice = names.filter((name, i) => names.indexOf(name) !== i);
    if (twice.length > 0) throw new Error(`two things are exported as ${twice.join(" and ")}`);
    const declared = [...this.#public].map(([symbol, home]) => this.#declared(symbol, home));
    const forgotten = [...new Set(declared.flatMap(({ forgotten }) => forgotten))];
    if (forgotten.length > 0)
      throw new Error(`these types stand in public signatures, but no entry exports them:\n${forgotten.join("\n")}`);
    return declared.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  #declared(symbol, { name, part }) {
    const nodes = [...new Set(symbol.declarations.map((handle) => statementOf(handle.resolve(this.#project))))];
    const said = { name, part, imports: new Map(), forgotten: [], within: [] };
    const texts = nodes.map((node) => this.#written(node, said));
    const doc = nodes.flatMap((node) => node.jsDoc ?? []).at(-1);
    return {
      ...said,
      kind: KINDS.get(nodes[0].kind) ?? "type",
      texts,
      doc: doc === undefined ? "" : doc.getSourceFile().text.slice(doc.pos, doc.end).trim(),
    };
  }

  /** The text of a declaration, without its comment, every name in it as it is in public. Notes what it needs from elsewhere. */
  #written(node, said) {
    const { identifiers, imported } = identifiersIn(node);
    const symbols = this.#project.checker.getSymbolAtLocation(identifiers);
    const edits = identifiers.flatMap((identifier, i) =>
      symbols[i] === undefined ? [] : (this.#edit(identifier, symbols[i], imported.get(identifier), said) ?? []),
    );
    return edited(node, edits);
  }

  /** What is to stand for an identifier, if something else than is written. */
  #edit(identifier, local, outer, said) {
    const target = targetOf(this.#project.checker, local);
    const declaration = target.declarations[0]?.resolve(this.#project);
    if (declaration === undefined) return undefined;
    if (!declaration.getSourceFile().fileName.startsWith(`${this.#folder}/`)) {
      const isImported = local.flags & SymbolFlags.Alias;
      if (isImported) addImport(said.imports, moduleOf(local.declarations[0].resolve(this.#project)), identifier.text);
      return undefined;
    }
    if (!isTopLevel(declaration)) return undefined;
    const home = this.#public.get(target);
    const start = outer?.start ?? identifier.getStart();
    const end = identifier.getEnd();
    if (home !== undefined) {
      if (home.part !== said.part) addImport(said.imports, `./${home.part}.js`, home.name);
      if (outer === undefined && home.name === identifier.text) return undefined;
      return [{ start, end, text: `${outer?.isTypeOf ? "typeof " : ""}${home.name}` }];
    }
    // What the compiler inferred and what has no name in public is written out, with what that needs.
    const isInner = outer !== undefined || said.within.length > 0;
    if (isInner && !said.within.includes(target) && !declaration.typeParameters && !declaration.heritageClauses) {
      said.within.push(target);
      const parts = WRITTEN_OUT.get(declaration.kind)?.(declaration, (node) => this.#written(node, said));
      said.within.pop();
      if (parts !== undefined) return [{ start, end, text: parts }];
    }
    const place = declaration.getSourceFile().fileName.slice(this.#folder.length + 1);
    said.forgotten.push(`  ${target.name} (src/${place.replace(/\.d\.ts$/, ".ts")}), by ${said.name}`);
    return undefined;
  }
}

const KINDS = new Map([
  [SyntaxKind.FunctionDeclaration, "function"],
  [SyntaxKind.VariableStatement, "constant"],
  [SyntaxKind.ClassDeclaration, "class"],
]);

/** Declarations that can stand in the place of their name. */
const WRITTEN_OUT = new Map([
  [SyntaxKind.TypeAliasDeclaration, ({ type }, written) => `(${written(type)})`],
  [SyntaxKind.InterfaceDeclaration, ({ members }, written) => `{ ${members.map(written).join(" ")} }`],
]);

/** The statement that declares something: of a variable its whole statement. */
const statementOf = (node) => (node.kind === SyntaxKind.VariableDeclaration ? node.parent.parent : node);

const isTopLevel = (node) => statementOf(node).parent.kind === SyntaxKind.SourceFile;

/** The module from which an imported name comes, as it is written there. */
const moduleOf = (node) => node.moduleSpecifier?.text ?? moduleOf(node.parent);

function addImport(imports, module, name) {
  if (!imports.has(module)) imports.set(module, new Set());
  imports.get(module).add(name);
}

/** The identifiers of a declaration; and those behind an `import("…")` in it, with where that begins. */
function identifiersIn(declaration) {
  const identifiers = [];
  const imported = new Map();
  const visit = (node) => {
    if (node.kind === SyntaxKind.Identifier) identifiers.push(node);
    if (node.kind === SyntaxKind.ImportType && node.qualifier !== undefined)
      imported.set(node.qualifier, { start: node.getStart(), isTypeOf: node.isTypeOf });
    node.forEachChild(visit);
  };
  visit(declaration);
  return { identifiers, imported };
}

/** The text of a node without what stands before it, edited. */
function edited(node, edits) {
  const { text } = node.getSourceFile();
  let at = node.getStart();
  let written = "";
  for (const { start, end, text: put } of edits.sort((one, other) => one.start - other.start)) {
    written += text.slice(at, start) + put;
    at = end;
  }
  return written + text.slice(at, node.getEnd());
}
