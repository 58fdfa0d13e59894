import { type GroupLayout, inRepair, isGroupBlocked, type StateVector } from "./layout.ts";

/** A state in words, such as "proxy: 2 serving, 1 standby | database: 0 serving, 1 under repair". */
export function stateName(layouts: readonly GroupLayout[], state: StateVector): string {
  return layouts.map((layout) => `${layout.group.name}: ${groupName(layout, state)}`).join(" | ");
}

function uncovered(layout: GroupLayout, state: StateVector): string {
  if (layout.group.coverage?.uncovered === "blocks place") return `${state[layout.blocked]} blocked`;
  return isGroupBlocked(layout, state) ? "group blocked" : "uncovered failure";
}

function groupName(layout: GroupLayout, state: StateVector): string {
  const phases = new Map<string, number>();
  layout.failoverStages.forEach(({ phase }, stage) => {
    phases.set(phase, (phases.get(phase) ?? 0) + state[layout.failover + stage]!);
  });
  const counts: readonly (readonly [number, string])[] = [
    [state[layout.standby]!, "standby"],
    ...[...phases].map(([phase, count]) => [count, `in ${phase}`] as const),
    [state[layout.waiting]!, "waiting"],
    [inRepair(layout, state), "under repair"],
    [state[layout.maintained]!, "in maintenance"],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  if (state[layout.blocked]! > 0) told.push(uncovered(layout, state));
  if (state[layout.struck]! > 0) told.push("common cause");
  return [`${state[layout.serving]} serving`, ...told].join(", ");
}
