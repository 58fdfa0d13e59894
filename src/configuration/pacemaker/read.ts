import type { Remarks } from "../block.ts";
import type { ConfigurationFile } from "../file-tree.ts";
import { byDefault, type Said, written } from "../place.ts";
import { childrenOf, type Element, readElements } from "../xml.ts";
import type { PacemakerConstraint, PacemakerFacts, PacemakerMonitor, PacemakerResource } from "./facts.ts";
import { Attributes, PACEMAKER, scoreOf, secondsOf, truthOf } from "./values.ts";

const CONSTRAINTS = { rsc_location: "location", rsc_colocation: "colocation", rsc_order: "order" } as const;
/** What stands around a primitive. */
const AROUND = ["group", "clone", "master", "bundle"];

/** What a CIB (`cibadmin --query`, or the file below `/var/lib/pacemaker/cib`) says. Its status is left out: it is of one moment. */
export function pacemakerFacts(file: ConfigurationFile, remarks: Remarks): PacemakerFacts {
  const root = readElements(file, remarks.problems);
  const configuration = root?.name === "configuration" ? root : childrenOf(root ?? undefined, "configuration")[0];
  const part = (name: string): Element | undefined => childrenOf(configuration, name)[0];
  if (root !== null && configuration === undefined)
    remarks.problems.push({ place: root.place, text: "holds no <configuration>" });
  const options = new Attributes(part("crm_config"), "cluster_property_set");
  const defaults = {
    meta: new Attributes(part("rsc_defaults"), "meta_attributes"),
    operations: new Attributes(part("op_defaults"), "meta_attributes"),
  };
  // Since 3.0.2 the options of fencing are called so; the earlier names are taken besides.
  const fencing = <Value>(name: string, reading: (text: string) => Value, preset: Value): Said<Value> =>
    options.read(`fencing-${name}`, reading, options.read(`stonith-${name}`, reading, preset));
  const fences = fencing("enabled", truthOf, true);
  const facts: PacemakerFacts = {
    nodes: childrenOf(part("nodes"), "node").map(({ attributes, place }) => ({
      name: attributes["uname"] ?? attributes["id"] ?? "",
      place,
    })),
    fences,
    noQuorumPolicy: options.read("no-quorum-policy", (text) => text, "stop"),
    clusterRecheckInterval: options.read("cluster-recheck-interval", secondsOf, 900),
    dcDeadtime: options.read("dc-deadtime", secondsOf, 20),
    stonithTimeout: fencing("timeout", secondsOf, 60),
    stonithWatchdogTimeout: fencing("watchdog-timeout", secondsOf, 0),
    priorityFencingDelay: options.read("priority-fencing-delay", secondsOf, 0),
    startFailureIsFatal: options.read("start-failure-is-fatal", truthOf, true),
    maintenanceMode: options.read("maintenance-mode", truthOf, false),
    resources: primitivesIn(part("resources"), []).map((one) => resourceOf(one, { ...defaults, fences, remarks })),
    constraints: (part("constraints")?.children ?? []).flatMap((one) => constraintOf(one, remarks)),
  };
  for (const [name, { value, origin }] of options.rest())
    if (origin.kind === "written") remarks.irrelevant.push({ place: origin.place, text: `${name}=${value}` });
  return facts;
}

interface Primitive {
  readonly element: Element;
  /** Outermost first. */
  readonly around: readonly Element[];
}

function primitivesIn(element: Element | undefined, around: readonly Element[]): Primitive[] {
  return (element?.children ?? []).flatMap((child): Primitive[] => {
    if (child.name === "primitive") return [{ element: child, around }];
    return AROUND.includes(child.name) ? primitivesIn(child, [...around, child]) : [];
  });
}

interface Common {
  readonly meta: Attributes;
  readonly operations: Attributes;
  readonly fences: Said<boolean>;
  readonly remarks: Remarks;
}

function resourceOf({ element, around }: Primitive, { meta, operations, fences, remarks }: Common): PacemakerResource {
  const { id = "", class: kind = "", provider, type = "", template } = element.attributes;
  if (template !== undefined)
    remarks.unknown.push({ place: element.place, text: `${id}: the template ${template} is not put in` });
  const outer = around.reduce((above, one) => new Attributes(one, "meta_attributes", above), meta);
  const own = new Attributes(element, "meta_attributes", outer);
  const isCloned = around.some(({ name }) => name === "clone" || name === "master");
  const actions = childrenOf(element, "operations").flatMap((one) => childrenOf(one, "op"));
  const takes = (action: string): Said<number> => {
    const found = actions.find(({ attributes }) => attributes["name"] === action);
    return timeOf(found, "timeout") ?? operations.read("timeout", secondsOf, 20);
  };
  const monitorOf = (action: Element): PacemakerMonitor => {
    const onFail = action.attributes["on-fail"];
    return {
      place: action.place,
      interval: timeOf(action, "interval") ?? byDefault(0, PACEMAKER),
      timeout: timeOf(action, "timeout") ?? operations.read("timeout", secondsOf, 20),
      onFail:
        onFail === undefined ? operations.read("on-fail", (text) => text, "restart") : written(onFail, action.place),
      role: action.attributes["role"] ?? "",
    };
  };
  const monitors = actions
    .filter(
      ({ attributes }) => attributes["name"] === "monitor" && !/^(false|no|0)$/i.test(attributes["enabled"] ?? ""),
    )
    .map(monitorOf)
    .filter(({ interval }) => interval.value > 0);
  if (kind === "stonith" && !fences.value)
    remarks.problems.push({ place: element.place, text: `${id} would fence, but stonith-enabled is false` });
  return {
    ...{ id, monitors },
    place: element.place,
    agent: [kind, provider, type].filter((one) => one !== undefined && one !== "").join(":"),
    inside: around.map((one) => ({ kind: aroundOf(one), id: one.attributes["id"] ?? "" })),
    parameters: new Attributes(element, "instance_attributes").all(),
    startTimeout: takes("start"),
    stopTimeout: takes("stop"),
    stickiness: own.read("resource-stickiness", scoreOf, isCloned ? 1 : 0),
    migrationThreshold: own.read("migration-threshold", scoreOf, Infinity),
    failureTimeout: own.read("failure-timeout", secondsOf, 0),
  };
}

function aroundOf(element: Element): PacemakerResource["inside"][number]["kind"] {
  if (element.name === "group" || element.name === "bundle") return element.name;
  const isPromotable = new Attributes(element, "meta_attributes").read("promotable", truthOf, false).value;
  return element.name === "master" || isPromotable ? "promotable" : "clone";
}

function timeOf(action: Element | undefined, name: string): Said<number> | null {
  const seconds = secondsOf(action?.attributes[name] ?? "");
  return action === undefined || Number.isNaN(seconds) ? null : written(seconds, action.place);
}

function constraintOf(element: Element, remarks: Remarks): PacemakerConstraint[] {
  const kind = CONSTRAINTS[element.name as keyof typeof CONSTRAINTS];
  if (kind === undefined) {
    remarks.irrelevant.push({ place: element.place, text: `<${element.name}>` });
    return [];
  }
  const { id = "", rsc, first, then, node = null, score } = element.attributes;
  const with_ = element.attributes["with-rsc"];
  const sets = childrenOf(element, "resource_set").flatMap((set) => childrenOf(set, "resource_ref"));
  const rules = childrenOf(element, "rule");
  if (rules.length > 0)
    remarks.unknown.push({ place: rules[0]!.place, text: `${id}: the rule of this constraint is not read` });
  const named = [rsc, with_, first, then].filter((one) => one !== undefined);
  const value = scoreOf(score ?? "");
  return [
    {
      ...{ kind, id, node },
      place: element.place,
      resources: [...named, ...sets.map(({ attributes }) => attributes["id"] ?? "")],
      score: Number.isNaN(value) ? null : value,
    },
  ];
}
