import { didYouMean, oneOf } from "../notation/nearest.ts";
import { named, object, optional, required, section } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { duration, probability, wholeNumber } from "../notation/quantities.ts";
import { converted } from "../notation/shape.ts";
import type { Structure } from "../structure/expression.ts";
import { quoted } from "../units/unit-error.ts";
import { checkAvailability } from "./availability-checks.ts";
import type { ComponentDescription, ComponentService } from "./availability-settings.ts";
import { availabilityShape } from "./availability-shape.ts";
import { HEAD } from "./format.ts";
import { namesIn, needsOfGroupsShape } from "./needs-shape.ts";
import { warnOfComponents } from "./warnings/availability-warnings.ts";

const componentFields = object("a component", {
  probability: optional("Probability that it is down.", probability),
  mttf: optional("Mean time to failure.", duration("1500 h", { above: 0 })),
  mttr: optional("Mean time to repair.", duration("72 h", { above: 0 })),
  count: optional("How many of them there are, named name-1, name-2, …", wholeNumber(1, 10_000, 4)),
});

const componentShape = converted<
  typeof componentFields.sample,
  { readonly description: ComponentDescription; readonly count: number | undefined }
>(componentFields, { description: { probability: 0 }, count: undefined }, (read, place) => {
  const { probability: down, mttf, mttr, count } = read;
  const hasTimes = mttf !== undefined || mttr !== undefined;
  if (!place.isBroken) {
    if (down !== undefined && hasTimes) place.report("a probability beside times", "probability, or mttf and mttr");
    else if (down === undefined && (mttf === undefined || mttr === undefined))
      place.report(hasTimes ? "only one of mttf and mttr" : "no numbers", "mttf and mttr, or a probability");
  }
  const description: ComponentDescription =
    mttf !== undefined && mttr !== undefined ? { mttf, mttr } : { probability: down ?? 0 };
  return { description, count };
});

const fields = object("a service of components", {
  ...HEAD,
  components: required("What the service is made of, by name.", named("components", componentShape, 1, 1000)),
  needs: required("What the service needs to be up; a name with a count stands for all of them.", needsOfGroupsShape),
  availability: section("Who repairs, what may go wrong, what it costs.", availabilityShape),
});

/** Keys by which a file is known to be a service of components. */
export const COMPONENT_SERVICE_SCHEMA = fields.schema;

/** A service of components, without SIP: `components` and `needs`. */
export const componentServiceShape = converted<typeof fields.sample, ComponentService>(
  fields,
  { title: "", about: "", components: {}, needs: "", availability: availabilityShape.sample },
  ({ title, about, components, needs, availability }, place) => {
    const members = new Map(
      components.map(([name, { count }]) => [
        name,
        count === undefined ? [name] : Array.from({ length: count }, (_, i) => `${name}-${i + 1}`),
      ]),
    );
    for (const [name] of components)
      if ([...members].some(([other, own]) => other !== name && own.includes(name)))
        place
          .at("components", name)
          .report(`a second component ${quoted(name)}`, "a name of its own for each component");
    const all = Object.fromEntries(
      components.flatMap(([name, { description }]) => members.get(name)!.map((member) => [member, description])),
    );
    const at = place.at("needs");
    checkNames(needs, members, all, at);
    checkAvailability(availability, [...members.keys()], [], place.at("availability"));
    const spelt = at.isBroken ? needs : speltOut(needs, members, at);
    const service = { title, about, components: all, needs: spelt, availability };
    if (!place.isBroken) warnOfComponents(service, members, place);
    return service;
  },
);

function checkNames(
  needs: Structure,
  members: ReadonlyMap<string, readonly string[]>,
  all: Readonly<Record<string, ComponentDescription>>,
  place: Place,
): void {
  if (place.isBroken) return;
  const known = [...members.keys()];
  for (const { name, path } of namesIn(needs))
    if (!members.has(name) && !Object.hasOwn(all, name))
      place
        .at(...path)
        .report(`a component ${quoted(name)}, which does not exist`, oneOf(known, 12), didYouMean(name, known));
}

/** Names of components that come in numbers stand for all of them: as parts of the list in which they are mentioned. */
function speltOut(needs: Structure, members: ReadonlyMap<string, readonly string[]>, place: Place): Structure {
  const parts = (list: readonly Structure[], key: string): Structure[] =>
    list.flatMap((part, i): Structure[] =>
      typeof part === "string" ? [...(members.get(part) ?? [part])] : [speltOut(part, members, place.at(key, i))],
    );
  if (typeof needs === "string") {
    const own = members.get(needs) ?? [needs];
    return own.length === 1 ? own[0]! : { allOf: own };
  }
  if ("allOf" in needs) return { allOf: parts(needs.allOf, "allOf") };
  if ("anyOf" in needs) return { anyOf: parts(needs.anyOf, "anyOf") };
  const of = parts(needs.of, "of");
  if (needs.atLeast > of.length)
    place.at("atLeast").report(`${needs.atLeast} of ${of.length}, which is never up`, `at most ${of.length}`);
  return { atLeast: needs.atLeast, of };
}
