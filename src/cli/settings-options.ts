import { readSetting, type Setting } from "../notation/settings.ts";
import type { OptionValues } from "./command/option.ts";
import type { SETTINGS } from "./command/shared-options.ts";
import type { CommandLine } from "./command-line.ts";
import { Refusal } from "./refusal.ts";

/** The options that change what a scenario file says, as far as a command has them. */
export type SettingOptions = Partial<OptionValues<typeof SETTINGS>>;

/**
 * What `--set`, `--seed` and `--replications` say, in the order in which they count.
 * @throws Refusal for a `--set` that cannot be read
 */
export function settingsOf(options: SettingOptions, line: CommandLine): Setting[] {
  const read = (options.set ?? []).map((text) => readSetting(text, line.value("--set", text)));
  const problems = read.flatMap((one) => ("problem" in one ? [one.problem] : []));
  if (problems.length > 0) throw new Refusal(problems);
  const settings = read.flatMap((one) => ("setting" in one ? [one.setting] : []));
  for (const key of ["seed", "replications"] as const) {
    const value = options[key];
    if (value !== undefined)
      settings.push({
        path: `run.${key}`,
        value,
        pathSpan: line.word(`--${key}`),
        valueSpan: line.option(`--${key}`),
      });
  }
  return settings;
}
