import type { Preset } from "./preset.ts";
import { ciscoVrrp } from "./presets/cisco-vrrp.ts";
import { fff } from "./presets/fff.ts";
import { iprs } from "./presets/iprs.ts";
import { ppdr } from "./presets/ppdr.ts";
import { single } from "./presets/single.ts";

/** All presets, in the order in which they are listed. */
export const PRESETS: readonly Preset[] = [single, iprs, ppdr, ciscoVrrp, fff];

export const presetNamed = (name: string): Preset | undefined => PRESETS.find((preset) => preset.name === name);
