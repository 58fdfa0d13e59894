import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { PRESET_NAMES, presetNamed } from "../../architecture/presets.ts";
import { didYouMean, oneOf } from "../../notation/nearest.ts";
import type { Companions } from "../../notation/source.ts";
import { type Parts, playDocument } from "../../play/document.ts";
import type { Piece } from "../../play/protocol.ts";
import { STORIES, storyNamed } from "../../play/stories/stories.ts";
import { asPlayed } from "../../play/text/by-hand.ts";
import { parseScenario } from "../../scenario/parse.ts";
import { withValues } from "../../scenario/with-values.ts";
import type { OptionsOf } from "../command/command.ts";
import type { CommandLine } from "../command-line.ts";
import { EXIT } from "../exit-codes.ts";
import { companionsOf, prepareDirectory, readScenarioText, writeNamedFile } from "../files.ts";
import { type CallerProfile, template } from "../init-template.ts";
import { presetOf } from "../preset-argument.ts";
import { print } from "../printing.ts";
import { Refusal } from "../refusal.ts";
import { settingsOf } from "../settings-options.ts";
import { tell } from "../warnings.ts";
import { listStories } from "./list-stories.ts";
import type { PLAY } from "./play-commands.ts";
import { pieceOf, storyPieces } from "./shipped-stories.ts";

/** People who telephone briefly, so that much happens while somebody watches. */
const CALLERS: CallerProfile = { rate: 50, arrivals: "poisson", duration: 600, ring: 2, hold: 10, timers: true };

/** A preset with callers and nothing that goes wrong: that is left to whoever watches. */
function textOfPreset(name: string, line: CommandLine): string {
  const document = parseDocument(template(presetOf(name, line), CALLERS, "schema/scenario.schema.json"));
  document.commentBefore = null;
  for (const key of ["faults", "expect", "about"]) document.delete(key);
  document.set("title", `${name}, to be broken by hand`);
  return document.toString({ lineWidth: 120 });
}

/** A file that stands beside the bundle, or in dist/ when run from source. */
function built(name: string): string {
  const places = [`../play/${name}`, `../../../dist/play/${name}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} of the page is not built: npm run build`);
  return readFileSync(found, "utf8");
}

function parts(): Parts {
  const text = built("page.js");
  const sha256 = createHash("sha256").update(text).digest("base64");
  return { page: { text, sha256 }, worker: built("worker.js"), style: built("style.css") };
}

/** What is to be played, as text; whether it is a preset shows in its name. */
function writtenOf(name: string, line: CommandLine): { readonly file: string; readonly written: string } {
  const story = existsSync(name) ? undefined : storyNamed(name);
  if (story !== undefined) {
    const { file, text } = pieceOf(story);
    return { file, written: text };
  }
  const isPreset = presetNamed(name) !== undefined || (!/[./\\]/.test(name) && !existsSync(name) && name !== "-");
  if (!isPreset) return { file: name, written: readScenarioText(name).text };
  if (presetNamed(name) === undefined) {
    const names = [...STORIES.map((one) => one.name), ...PRESET_NAMES];
    const expected = `a scenario file, a guided story (${oneOf(names.slice(0, STORIES.length), 20)}) or a preset`;
    throw Refusal.at(line.word(name), "SUBJECT", JSON.stringify(name), expected, didYouMean(name, names));
  }
  return { file: `${name}.yaml`, written: textOfPreset(name, line) };
}

/** A subject read, with what the options change in it: what is played, and its title. */
function playedOf(
  name: string,
  options: OptionsOf<typeof PLAY>,
  line: CommandLine,
): { readonly piece: Piece; readonly title: string } {
  const { file, written } = writtenOf(name, line);
  const settings = settingsOf(options, line);
  const changes = settings.map(({ path, value }) => [path, value] as const);
  const text = asPlayed(changes.length === 0 ? written : withValues(written, changes));
  const companions: Record<string, string> = {};
  const read: Companions = (path) => {
    const found = companionsOf(file)(path);
    if ("source" in found) companions[path] = found.source.text;
    return found;
  };
  const { scenario, problems, warnings } = parseScenario(text, file, [], read);
  if (problems) throw new Refusal(problems);
  tell(warnings, options);
  const { replication } = options;
  return { piece: { file: basename(file), text, companions, replication }, title: scenario.title };
}

/** `sipnines play [FILE|PRESET|STORY]`: one HTML file that plays it, and all stories. Returns the exit code. */
export async function play(
  subject: string | undefined,
  options: OptionsOf<typeof PLAY>,
  line: CommandLine,
): Promise<number> {
  if (options.list) {
    if (subject !== undefined)
      throw Refusal.at(line.word(subject), "SUBJECT", `${subject} beside --list`, "one of the two");
    return listStories(options);
  }
  const isChanged = (options.set ?? []).length > 0 || options.seed !== undefined || options.replication > 0;
  if (subject === undefined && isChanged)
    throw Refusal.at(
      line.end,
      "SUBJECT",
      "nothing",
      "what to play: a file, a preset or a story",
      "The stories as they are: sipnines play",
    );
  const played = subject === undefined ? null : playedOf(subject, options, line);
  const name = subject === undefined ? "" : `-${basename(subject).replace(/\.ya?ml$/, "")}`;
  const out = options.out ?? `play${name}.html`;
  const place = options.out === undefined ? line.end : line.option("--out");
  prepareDirectory(dirname(resolve(out)), place);
  const story = subject !== undefined && !existsSync(subject) ? storyNamed(subject) : undefined;
  const held = { piece: played?.piece ?? null, story: story?.name ?? null, stories: storyPieces() };
  const html = playDocument(played?.title ?? "Eight stories of failing telephone services", held, parts());
  writeNamedFile(out, html, place);
  print<"play">(options, { file: out, bytes: Buffer.byteLength(html) }, () => `${out}\nOpen it in a browser.\n`);
  return EXIT.fine;
}
