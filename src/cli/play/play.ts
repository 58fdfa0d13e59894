import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { PRESET_NAMES, presetNamed } from "../../architecture/presets.ts";
import type { Companions } from "../../notation/source.ts";
import { type Parts, playDocument } from "../../play/document.ts";
import type { Piece } from "../../play/protocol.ts";
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
import type { PLAY } from "./play-commands.ts";

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

/** `sipnines play [FILE|PRESET]`: one HTML file that plays it. Returns the exit code. */
export async function play(
  subject: string | undefined,
  options: OptionsOf<typeof PLAY>,
  line: CommandLine,
): Promise<number> {
  const name = subject ?? PRESET_NAMES[0]!;
  const isPreset = presetNamed(name) !== undefined || (!/[./\\]/.test(name) && !existsSync(name) && name !== "-");
  const file = isPreset ? `${name}.yaml` : name;
  const written = isPreset ? textOfPreset(name, line) : readScenarioText(name).text;
  const settings = settingsOf(options, line);
  const text = asPlayed(
    settings.length === 0
      ? written
      : withValues(
          written,
          settings.map(({ path, value }) => [path, value]),
        ),
  );
  const companions: Record<string, string> = {};
  const read: Companions = (path) => {
    const found = companionsOf(file)(path);
    if ("source" in found) companions[path] = found.source.text;
    return found;
  };
  const { scenario, problems, warnings } = parseScenario(text, file, [], read);
  if (problems) throw new Refusal(problems);
  tell(warnings, options);
  const piece: Piece = { file: basename(file), text, companions, replication: options.replication };
  const out = options.out ?? `play-${basename(file).replace(/\.ya?ml$/, "")}.html`;
  const place = options.out === undefined ? line.end : line.option("--out");
  prepareDirectory(dirname(resolve(out)), place);
  const html = playDocument(scenario.title, { piece }, parts());
  writeNamedFile(out, html, place);
  print<"play">(options, { file: out, bytes: Buffer.byteLength(html) }, () => `${out}\nOpen it in a browser.\n`);
  return EXIT.fine;
}
