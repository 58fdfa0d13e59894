import type { COMPLETION } from "./begin-commands.ts";
import type { Command, OptionsOf } from "./command/command.ts";
import { type Completion, flagOf, type Option } from "./command/option.ts";
import { wordOf } from "./command/readers.ts";
import type { CommandLine } from "./command-line.ts";
import { GROUPS } from "./commands.ts";
import { EXIT } from "./exit-codes.ts";
import { refusing } from "./option-values.ts";

/** What may follow a word: some words, files, directories, or something that only the user knows. */
type After = { readonly words: readonly string[] } | "files" | "directories" | "anything";

/** A command as a shell completes it. */
interface Completed {
  readonly name: string;
  readonly about: string;
  /** What its arguments are. */
  readonly after: After;
  readonly options: readonly { readonly flag: string; readonly about: string; readonly after: After | null }[];
}

const wordsOf = async (completion: Completion): Promise<After> => ({
  words: typeof completion === "function" ? await completion() : completion,
});

async function afterOption({ word, completion }: Option<unknown>): Promise<After | null> {
  if (word === "") return null;
  if (completion !== undefined) return wordsOf(completion);
  if (word === "<directory>") return "directories";
  return /file|path|csv/.test(word) && !word.includes("=") ? "files" : "anything";
}

async function completed(name: string, { about, args, options, completion }: Command): Promise<Completed> {
  const [first] = args;
  return {
    name,
    about,
    after: completion
      ? await wordsOf(completion)
      : /directory|results/.test(first?.[0] ?? "")
        ? "directories"
        : "files",
    options: await Promise.all(
      Object.entries(options).map(async ([key, option]) => ({
        flag: flagOf(key, option),
        about: option.about,
        after: await afterOption(option),
      })),
    ),
  };
}

const generated = (after: After): string =>
  after === "files"
    ? 'compgen -f -- "$cur"'
    : after === "directories"
      ? 'compgen -d -- "$cur"'
      : after === "anything"
        ? "true"
        : `compgen -W "${after.words.join(" ")}" -- "$cur"`;

/** Bash, and zsh by its emulation of bash's completion. */
function bash(commands: readonly Completed[]): string {
  const valued = commands.flatMap(({ name, options }) =>
    options.flatMap(({ flag, after }) =>
      after === null ? [] : [`    "${name} ${flag}") ${replies(generated(after))}; return ;;\n`],
    ),
  );
  const others = commands.map(({ name, after, options }) => {
    const flags = [...options.map(({ flag }) => flag), "--help"].join(" ");
    return `    ${name}) if [[ $cur == -* ]]; then ${replies(`compgen -W "${flags}" -- "$cur"`)}; else ${replies(argumentsOf(after))}; fi ;;\n`;
  });
  return `_sipnines() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  local IFS=$' \\t\\n'
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    ${replies(`compgen -W "${commands.map(({ name }) => name).join(" ")} --help --version" -- "$cur"`)}
    return
  fi
  case "\${COMP_WORDS[1]} $prev" in
${valued.join("")}  esac
  case "\${COMP_WORDS[1]}" in
${others.join("")}  esac
}
complete -o filenames -F _sipnines sipnines
`;
}

/** Names of files may hold blanks. */
const replies = (generator: string): string =>
  `${generator.includes(" -W ") ? "" : "IFS=$'\\n'; "}COMPREPLY=( $(${generator}) )`;
/** Files of arguments are scenarios, which end in .yaml, or lie deeper. */
const argumentsOf = (after: After): string =>
  after === "files" ? `compgen -f -X '!*.y*ml' -- "$cur"; compgen -d -- "$cur"` : generated(after);

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const offeredByFish = (after: After | null): string =>
  after === null
    ? " -f"
    : after === "files" || after === "anything"
      ? " -r"
      : ` -x -a ${after === "directories" ? "'(__fish_complete_directories)'" : quoted(after.words.join(" "))}`;

function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, about, after, options }) => {
    const inIt = `complete -c sipnines -n '__sipnines_command ${name}'`;
    return [
      `complete -c sipnines -n __fish_is_first_token -f -a ${name} -d ${quoted(about)}`,
      after === "files"
        ? `${inIt} -k -f -a '(__fish_complete_suffix .yaml)'`
        : `${inIt}${offeredByFish(after).replace("-x", "-f")}`,
      ...options.map(
        ({ flag, about: meaning, after: behind }) =>
          `${inIt} -l ${flag.slice(2)}${offeredByFish(behind)} -d ${quoted(meaning)}`,
      ),
    ];
  });
  return `function __sipnines_command
  set -l words (commandline -opc)
  test (count $words) -gt 1; and test $words[2] = $argv[1]
end
complete -c sipnines -n __fish_is_first_token -f -l version -d 'the version of sipnines'
complete -c sipnines -f -l help -d 'what it does, its options and an example'
${lines.join("\n")}
`;
}

const SHELLS = {
  bash: (commands: readonly Completed[]) => `# To use it: source <(sipnines completion bash)\n${bash(commands)}`,
  zsh: (commands: readonly Completed[]) =>
    `# To use it: source <(sipnines completion zsh)\nautoload -U +X compinit bashcompinit && compinit && bashcompinit\n${bash(commands)}`,
  fish: (commands: readonly Completed[]) => `# To use it: sipnines completion fish | source\n${fish(commands)}`,
};

/** `sipnines completion bash|zsh|fish`: a script for the shell. Returns the exit code. */
export async function completion(shell: string, _: OptionsOf<typeof COMPLETION>, line: CommandLine): Promise<number> {
  const names = Object.keys(SHELLS) as (keyof typeof SHELLS)[];
  const write = SHELLS[refusing(line.word(shell), "SHELL", () => wordOf(shell, names))];
  const declared = Object.values(GROUPS).flatMap((group) => Object.entries<Command>(group));
  const commands = await Promise.all(
    declared.filter(([, { isHidden = false }]) => !isHidden).map(([name, one]) => completed(name, one)),
  );
  process.stdout.write(write(commands));
  return EXIT.fine;
}
