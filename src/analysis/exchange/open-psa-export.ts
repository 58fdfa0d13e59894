import type { Structure } from "../../structure/expression.ts";
import { type Formula, failureFormula, partsOfFormula } from "../../structure/formula.ts";
import { type Components, componentUnavailability } from "../component.ts";

/**
 * A service's fault tree as an Open-PSA Model Exchange Format document: the top gate `service-fails` happens when the
 * service does not get what it needs; each component is a basic event with its unavailability. Parts shared in `needs`
 * are gates with several parents. Names that are not Open-PSA identifiers are replaced and kept as labels.
 *
 * @param title name of the model
 */
export function openPsaDocument(title: string, needs: Structure, components: Components): string {
  const names = identifiers(Object.keys(components));
  const gates: string[] = [];
  const done = new Map<Formula, string>();

  const reference = (part: Formula, indent: string): string => {
    if (typeof part === "string") return `${indent}<basic-event name="${names.get(part)!}"/>`;
    return `${indent}<gate name="${gateOf(part)}"/>`;
  };
  const gateOf = (part: Formula): string => {
    const known = done.get(part);
    if (known !== undefined) return known;
    const name = done.size === 0 ? "service-fails" : `gate-${done.size}`;
    done.set(part, name);
    const place = gates.push("") - 1;
    gates[place] = [
      `    <define-gate name="${name}">`,
      `      <${kindOf(part)}>`,
      ...partsOfFormula(part).map((child) => reference(child, "        ")),
      `      </${kindOf(part).split(" ")[0]}>`,
      "    </define-gate>",
    ].join("\n");
    return name;
  };
  const failure = failureFormula(needs);
  gateOf(typeof failure === "string" ? { or: [failure] } : failure);

  const events = Object.entries(components).map(([name, component]) => {
    const identifier = names.get(name)!;
    const label = identifier === name ? "" : `<label>${escaped(name)}</label>`;
    const value = componentUnavailability(component);
    return `    <define-basic-event name="${identifier}">${label}<float value="${value}"/></define-basic-event>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<opsa-mef>",
    '  <define-fault-tree name="service">',
    `    <label>${escaped(title)}</label>`,
    ...gates,
    "  </define-fault-tree>",
    "  <model-data>",
    ...events,
    "  </model-data>",
    "</opsa-mef>",
    "",
  ].join("\n");
}

/** Name and attributes of the element that stands for a gate. */
function kindOf(part: Formula): string {
  if (typeof part === "object" && "and" in part) return "and";
  return typeof part === "object" && "atLeast" in part ? `atleast min="${part.atLeast}"` : "or";
}

/** Identifiers of Open-PSA: a letter, then letters, digits, underscores and single hyphens inside. Each name its own. */
function identifiers(names: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    names.map((name) => {
      const plain = name
        .replace(/[^A-Za-z0-9_-]/g, "_")
        .replace(/-{2,}/g, "-")
        .replace(/^-+|-+$/g, "");
      const isGate = /^(gate-\d+|service-fails)$/.test(plain);
      const base = /^[A-Za-z]/.test(plain) && !isGate ? plain : `c_${plain}`;
      let identifier = base;
      for (let copy = 2; taken.has(identifier); copy++) identifier = `${base}_${copy}`;
      taken.add(identifier);
      return [name, identifier];
    }),
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
