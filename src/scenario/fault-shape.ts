import type { Distribution } from "../distributions/description.ts";
import { momentsOf } from "../distributions/law.ts";
import { type Fault, isByChance, type Line, lineShape } from "../faults/description.ts";
import { momentShape } from "../faults/fields.ts";
import type { DrawnTime } from "../faults/scene.ts";
import { listOf } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { converted } from "../notation/shape.ts";

/** The lines of a fault script, each with its time or the law of it. */
export const faultsShape = converted(listOf("faults", lineShape, 0, 1000), [], (lines, place): readonly Fault[] => {
  const faults: Fault[] = [];
  for (const [i, line] of lines.entries()) faults.push(timed(line, faults[i - 1], i, place.at(i)));
  return faults;
});

/** A line with its time, which may be drawn, or counted from that of the line before. */
function timed({ at, after, ...rest }: Line, before: Fault | undefined, line: number, place: Place): Fault {
  const struck = (time: number, drawn?: DrawnTime): Fault => ({ ...rest, at: time, ...(drawn && { drawn }) });
  if (typeof at === "number") return struck(at); // lines of chance hold from a time on
  if ((at === undefined) === (after === undefined)) {
    if (at !== undefined) place.at("after").report("at and after in one line", "one of them");
    else if (!place.isBroken) place.at("at").report('no key "at"', `at: ${momentShape.expected}; or after`);
    return struck(0);
  }
  if (at !== undefined) return isFixed(at) ? struck(at.value) : struck(momentsOf(at).mean, { law: at, plus: 0 });
  if (before === undefined || isByChance(before)) {
    place.at("after").report("after, and no line before it that strikes at one time", "at: a time or a distribution");
    return struck(0);
  }
  const law = after!;
  const mean = before.at + momentsOf(law).mean;
  return isFixed(law) && before.drawn === undefined ? struck(mean) : struck(mean, { law, plus: 0, after: line - 1 });
}

const isFixed = (law: Distribution) => law.kind === "deterministic";
