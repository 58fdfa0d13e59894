/** Where a result lies: in a directory, with all that was written beside it, or in a file that was printed. */
import { existsSync, lstatSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as json from "../../notation/json-shape.ts";
import { readSetting, type Setting } from "../../notation/settings.ts";
import type { Span } from "../../notation/source.ts";
import type { Manifest } from "../../report/document/manifest.ts";
import { MANIFEST as MANIFEST_FILE } from "../../report/json/requests.ts";
import { ScenarioText, type ServiceResult } from "../../scenario/scenario-text.ts";
import { MANIFEST, type ManifestFile } from "../manifest-files.ts";
import { Refusal } from "../refusal.ts";
import { type ResultKind, resultKindOf, SIGNS } from "./result-directory.ts";
import { jsonIn, textIn } from "./result-files.ts";

/** What can be reported on: what directories hold, and findings, which are only printed. */
export type ReportedKind = ResultKind | "check";

export interface ResultPlace {
  /** As the command line names it. */
  readonly name: string;
  readonly span: Span;
  readonly kind: ReportedKind;
  /** Where its file lies. */
  readonly directory: string;
  /** The JSON file that it is known by. */
  readonly file: string;
  /** A document that was printed, with nothing else of it beside. */
  readonly isAlone: boolean;
}

/** Keys by which a printed document is known. */
const KEYS: readonly (readonly [kind: ReportedKind, key: string])[] = [
  ["check", "findings"],
  ["plan", "pointOfNoReturn"],
  ["capacity", "knee"],
  ["optimize", "winner"],
  ["availability", "minimalCutSets"],
];

const anything = json.internal("Any document.", {});

/** @throws Refusal for what is no result */
export function placeOf(name: string, span: Span): ResultPlace {
  if (!existsSync(name) || !statSync(name).isFile()) return { ...directoryAt(name, span), name, span };
  const [directory, file] = [dirname(name), basename(name)];
  const isSign = Object.values(SIGNS).some((sign) => sign === file);
  if (isSign && lstatSync(join(directory, file === SIGNS.sweep ? file : MANIFEST), { throwIfNoEntry: false }))
    return { ...directoryAt(directory, span), name, span };
  const keys = jsonIn(directory, file, anything) as object;
  const kind = KEYS.find(([, key]) => Object.hasOwn(keys, key))?.[0];
  if (kind !== undefined) return { name, span, kind, directory, file, isAlone: true };
  throw Refusal.at(
    span,
    "result",
    `${JSON.stringify(name)}, which is no result that can be told from its file alone`,
    "what availability, optimize, plan, capacity or check prints with --json, or a directory that a command has written with --out",
  );
}

function directoryAt(directory: string, span: Span): Omit<ResultPlace, "name" | "span"> {
  const kind = resultKindOf(directory, span);
  return { kind, directory, file: SIGNS[kind], isAlone: false };
}

/**
 * What was written beside a result of where it comes from; null for a printed document.
 * @throws Refusal where a directory has none
 */
export function manifestAt({ directory, isAlone, kind, span }: ResultPlace, what: string): ManifestFile | null {
  const manifest = isAlone ? null : jsonIn(directory, MANIFEST, MANIFEST_FILE.shape);
  if (manifest !== null || isAlone || kind === "comparison") return manifest;
  const found = `${what} without ${MANIFEST}`;
  throw Refusal.at(span, "DIR", found, "one made by this version", "Make it again with --out.");
}

export const settingsOf = (settings: readonly string[]): Setting[] =>
  settings.flatMap((setting) => {
    const read = readSetting(setting);
    return "setting" in read ? [read.setting] : [];
  });

/** The text of a scenario, with the settings that a result was made with. */
export interface ScenarioCopy {
  readonly text: ScenarioText;
  readonly settings: readonly Setting[];
}

/** The copy of the scenario beside a result; null where there is none. */
export function copyAt({ directory }: ResultPlace, manifest: ManifestFile | null): ScenarioCopy | null {
  if (manifest === null || manifest.scenario === null) return null;
  const text = textIn(directory, manifest.scenario);
  return text === null
    ? null
    : { text: new ScenarioText(text, manifest.scenario), settings: settingsOf(manifest.settings) };
}

export const serviceOf = (copy: ScenarioCopy | null): ServiceResult | null => copy?.text.service(copy.settings) ?? null;

const VERSION = json.object({ version: json.optional(json.text) });

/** The version of the program that wrote a document; null where it does not say. */
export const versionAt = ({ directory, file }: ResultPlace): string | null =>
  jsonIn(directory, file, VERSION)?.version ?? null;

/** What made a result, for its own page. */
export function pageManifest(
  place: ResultPlace,
  manifest: ManifestFile | null,
  files: readonly string[],
  entries: Manifest["entries"] = [],
): Manifest {
  if (manifest === null)
    return {
      ...{
        version: versionAt(place) ?? "not said",
        model: "not said",
        command: null,
        entries,
        files: [],
        texts: [],
      },
    };
  const { settings, scenario, command, sipnines } = manifest;
  const text = scenario === null ? null : textIn(place.directory, scenario);
  return {
    ...sipnines,
    command,
    entries: [...entries, ...(settings.length > 0 ? [["settings", settings.join(" ")] as const] : [])],
    files,
    texts: text === null ? [] : [[scenario!, text]],
  };
}
