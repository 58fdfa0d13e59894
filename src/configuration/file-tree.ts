import { posix } from "node:path";

/** A path that is longer names nothing. */
const PATTERN_MAX = 1000;

/** One file, as it was read. */
export interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The files that may be read: those that were named, and those below the folders that were named. An include that leads elsewhere finds
 * nothing here, whatever stands on the disk.
 */
export class FileTree {
  readonly files: readonly ConfigurationFile[];
  readonly #byPath: ReadonlyMap<string, ConfigurationFile>;
  /** What each file takes in. */
  readonly #taken = new Map<ConfigurationFile, Set<ConfigurationFile>>();

  constructor(files: readonly ConfigurationFile[]) {
    this.files = files;
    this.#byPath = new Map(files.map((file) => [posix.normalize(file.path), file]));
  }

  /** The file of this path. */
  at(path: string): ConfigurationFile | undefined {
    return this.#byPath.get(posix.normalize(path));
  }

  /** Those of the files that no other one takes in, as far as they have been read; of a circle of files the first. */
  roots(): ReadonlySet<ConfigurationFile> {
    const inner = new Set([...this.#taken].flatMap(([from, files]) => [...files].filter((file) => file !== from)));
    const roots = new Set<ConfigurationFile>();
    const reached = new Set<ConfigurationFile>();
    const reach = (root: ConfigurationFile): void => {
      if (reached.has(root)) return;
      roots.add(root);
      const pending = new Set([root]);
      for (const file of pending) for (const next of this.#taken.get(file) ?? []) pending.add(next);
      for (const file of pending) reached.add(file);
    };
    for (const file of this.files) if (!inner.has(file)) reach(file);
    for (const file of this.files) reach(file);
    return roots;
  }

  /**
   * The files that an include means, seen from the file that names them: relative to its folder, or by the end of an absolute path, since a copy
   * of a host's `/etc` stands elsewhere. Stars and question marks match within one folder.
   */
  included(from: string, pattern: string): readonly ConfigurationFile[] {
    const found = this.#found(from, pattern);
    const file = this.at(from);
    if (file !== undefined) this.#taken.set(file, new Set([...(this.#taken.get(file) ?? []), ...found]));
    return found;
  }

  #found(from: string, pattern: string): readonly ConfigurationFile[] {
    if (pattern.length > PATTERN_MAX) return [];
    const folder = posix.dirname(posix.normalize(from));
    if (!posix.isAbsolute(pattern)) return this.#matching(posix.normalize(posix.join(folder, pattern)));
    const parts = pattern.split("/").filter((part) => part !== "");
    // The longest end of the path that is there, in the folders from that of the including file upwards.
    // A pattern with stars needs its folder: every folder has files that end like this.
    const last = /[*?]/.test(parts.at(-1) ?? "") ? parts.length - 1 : parts.length;
    for (let from = 0; from < last; from++) {
      const end = parts.slice(from).join("/");
      for (let above = folder; ; above = posix.dirname(above)) {
        const found = this.#matching(posix.normalize(posix.join(above, end)));
        if (found.length > 0) return found;
        if (above === posix.dirname(above)) break;
      }
    }
    return [];
  }

  #matching(pattern: string): readonly ConfigurationFile[] {
    if (!/[*?]/.test(pattern)) {
      const found = this.#byPath.get(pattern);
      return found === undefined ? [] : [found];
    }
    const folder = posix.dirname(pattern);
    const name = globOf(posix.basename(pattern));
    return [...this.#byPath]
      .filter(([path]) => posix.dirname(path) === folder && name(posix.basename(path)))
      .map(([, file]) => file)
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

/** Matches a name against stars and question marks, in time that grows with their product at most. */
function globOf(pattern: string): (name: string) => boolean {
  return (name) => {
    let [at, star, mark] = [0, -1, 0];
    let i = 0;
    while (i < name.length) {
      if (at < pattern.length && (pattern[at] === "?" || (pattern[at] === name[i] && pattern[at] !== "*"))) {
        at++;
        i++;
      } else if (pattern[at] === "*") {
        star = at++;
        mark = i;
      } else if (star >= 0) {
        at = star + 1;
        i = ++mark;
      } else return false;
    }
    while (pattern[at] === "*") at++;
    return at === pattern.length;
  };
}
