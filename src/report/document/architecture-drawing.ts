/**
 * A service drawn from its description: callers above, below them the tiers with their nodes and the addresses these own, at the right
 * who watches whom. It takes its ink from the text around it; single points of failure have a thick edge and say so.
 */

import { bindingsAsked, bindingsKind } from "../../bindings/description.ts";
import { isAnycast } from "../../consequences/description.ts";
import type { Architecture } from "../../service/description.ts";
import type { AddressDescription, Tier } from "../../tiers/description.ts";
import { textWidth, wrap } from "../fonts.ts";
import { box, drawing, GRAVE, label, line, tag } from "../trace/drawing.ts";
import { bindingsWords, detectorWords, watchWords } from "./watch-words.ts";

const WIDTH = 860;
const LEFT = 14;
/** Width of a tier's box; the rest is for what watches it. */
const TIER = 590;
const NODE = { width: 124, height: 46, gap: 14 };
const PILL = 22;
const PAD = 14;
const BETWEEN = 46;
const PER_ROW = 4;
/** Nodes of a tier that are drawn one by one; of larger tiers the first, and the number of the others. */
const NODES_MAX = 12;
const WATCH_X = LEFT + TIER + 34;
const WATCH_WIDTH = WIDTH - WATCH_X - 8;
const SMALL = 11.5;

/** A single line that fits into a width, cut with an ellipsis where it must be. */
function fitted(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join("")}…`, size) > width) letters.pop();
  return `${letters.join("")}…`;
}

interface Place {
  readonly top: number;
  readonly height: number;
}

const rank = { director: 0, proxy: 1, database: 2, relay: 3, monitor: 4 } as const;

/** @param singlePoints names of nodes whose death alone stops the service */
export function architectureDrawing(architecture: Architecture, singlePoints: readonly string[]): string {
  const tiers = [...architecture.tiers].sort((a, b) => rank[a.role] - rank[b.role]);
  const parts: string[] = [];
  const places = new Map<string, Place>();
  let top = 46;
  parts.push(...callers(architecture));
  // Who sends to tiers of one role: the tier above the first of them, or the callers.
  let source: Place | null = null;
  for (const [index, tier] of tiers.entries()) {
    const owned = architecture.addresses.filter((address) => address.tier === tier.name);
    const drawn = tierBox(tier, owned, architecture, singlePoints, top);
    const before = tiers[index - 1];
    const isBeside = before?.role === tier.role;
    if (before !== undefined && !isBeside) source = places.get(before.name)!;
    parts.push(...drawn.parts);
    // Monitors are sent nothing: they watch.
    if (isBeside && tier.role !== "monitor") parts.push(...arrowAround(source, architecture, top));
    else if (tier.role !== "monitor") parts.push(arrowDown(source === null ? 31 : top - BETWEEN, top));
    places.set(tier.name, { top, height: drawn.height });
    top += drawn.height + BETWEEN;
  }
  const watches = watchLines(architecture, places);
  const bottom = Math.max(top - BETWEEN + 12, watches.bottom + 8);
  return drawing(WIDTH, Math.ceil(bottom), architectureInWords(architecture, singlePoints), [
    ...parts,
    ...watches.parts,
  ]);
}

/** The drawing for those who cannot see it. */
export function architectureInWords(architecture: Architecture, singlePoints: readonly string[]): string {
  const tiers = architecture.tiers.map(
    ({ name, role, active, standby }) =>
      `${name} (${role}): ${active} active${standby > 0 ? ` and ${standby} standby` : ""}`,
  );
  const addresses = architecture.addresses.map(
    ({ name, owner, tier }) => `${name} at ${areShared(architecture, tier) ? `every active of ${tier}` : owner}`,
  );
  return [
    `${tiers.join("; ")}.`,
    addresses.length > 0 ? `Addresses: ${addresses.join(", ")}.` : "",
    ...architecture.watches.map(watchWords),
    bindingsWords(architecture),
    singlePoints.length > 0 ? `Single points of failure: ${singlePoints.join(", ")}.` : "No single point of failure.",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** Whether each active of a tier announces its addresses, and routers choose. */
const areShared = ({ watches }: Architecture, tier: string): boolean =>
  watches.some((watch) => watch.tier === tier && isAnycast(watch));

/** Who calls, and how they choose an address (RFC 2782: the priority first, then the weight). */
function callersWords({ addresses }: Architecture): string {
  if (addresses.length < 2) return "callers and callees";
  const byPriority = new Set(addresses.map(({ priority }) => priority)).size > 1;
  const byWeight = new Set(addresses.map(({ weight, priority }) => `${weight} ${priority}`)).size > 1;
  const order = byPriority ? ", by priority" : byWeight ? ", weighted" : "";
  return `callers and callees · DNS SRV over ${addresses.length} addresses${order}`;
}

const callersWidth = (architecture: Architecture): number =>
  Math.max(300, Math.ceil(textWidth(callersWords(architecture), 12)) + 36);

function callers(architecture: Architecture): string[] {
  const middle = LEFT + TIER / 2;
  const width = callersWidth(architecture);
  return [
    box({ x: middle - width / 2, y: 4, width, height: 26, rx: 13 }, { "stroke-opacity": 0.6 }),
    label(middle, 21, callersWords(architecture), { "text-anchor": "middle" }),
  ];
}

const arrowDown = (from: number, tierTop: number): string => {
  const x = LEFT + TIER / 2;
  return `${line(x, from, x, tierTop - 3, { "stroke-opacity": 0.6 })}${tag("path", { d: `M${x - 4} ${tierTop - 8}l4 7l4 -7z`, fill: "currentColor", "fill-opacity": 0.6 })}`;
};

/** To a tier beside the one above it: from what sends to both, around the left. */
function arrowAround(source: Place | null, architecture: Architecture, tierTop: number): string[] {
  const [x, y] =
    source === null ? [LEFT + TIER / 2 - callersWidth(architecture) / 2, 17] : [LEFT, source.top + source.height - 12];
  const end = tierTop + 16;
  return [
    tag("path", { d: `M${x} ${y}H4V${end}H${LEFT - 3}`, fill: "none", stroke: "currentColor", "stroke-opacity": 0.6 }),
    tag("path", { d: `M${LEFT - 8} ${end - 4}l7 4l-7 4z`, fill: "currentColor", "fill-opacity": 0.6 }),
  ];
}

function tierBox(
  tier: Tier,
  addresses: readonly AddressDescription[],
  architecture: Architecture,
  singlePoints: readonly string[],
  top: number,
): { parts: string[]; height: number } {
  const { bindings } = architecture;
  const areAnycast = areShared(architecture, tier.name);
  const isCrowded = tier.nodes.length > NODES_MAX;
  const shown = isCrowded ? tier.nodes.slice(0, NODES_MAX - 1) : tier.nodes;
  const cells = shown.length + (isCrowded ? 1 : 0);
  const rows = Math.ceil(cells / PER_ROW);
  const strip = addresses.length > 0 ? PILL + 12 : 0;
  const rowHeight = NODE.height + strip + 10;
  const { registers } = bindingsAsked(bindings);
  const keepsBindings = registers === null ? tier.role === "proxy" : registers === tier.name;
  const foot = keepsBindings ? 24 : 0;
  const height = 30 + rows * rowHeight + foot + PAD - 6;
  const at = (index: number) => ({
    x: LEFT + PAD + (index % PER_ROW) * (NODE.width + NODE.gap),
    y: top + 32 + Math.floor(index / PER_ROW) * rowHeight + strip,
  });
  const parts = [
    box(
      { x: LEFT, y: top, width: TIER, height, rx: 8 },
      { fill: "currentColor", "fill-opacity": 0.04, "stroke-opacity": 0.35 },
    ),
    label(
      LEFT + PAD,
      top + 20,
      fitted(
        `${tier.name} · ${tier.role} · ${tier.active} active${tier.standby > 0 ? ` + ${tier.standby} standby` : ""}`,
        TIER - 2 * PAD,
        13,
      ),
      { "font-weight": "bold", "font-size": 13 },
    ),
  ];
  shown.forEach(({ name, speed }, index) => {
    const { x, y } = at(index);
    const isStandby = index >= tier.active;
    const isSingle = singlePoints.includes(name);
    const second = [
      isSingle ? "single point of failure" : isStandby ? "standby" : "active",
      ...(speed === 1 ? [] : [`speed ${Number(speed.toPrecision(2))}`]),
    ].join(", ");
    parts.push(
      box(
        { x, y, ...NODE, rx: 5 },
        {
          fill: "currentColor",
          "fill-opacity": isStandby ? 0 : 0.09,
          stroke: isSingle ? GRAVE : "currentColor",
          "stroke-width": isSingle ? 3.5 : 1.3,
          ...(isStandby ? { "stroke-dasharray": "5 4" } : {}),
        },
      ),
      label(x + NODE.width / 2, y + 19, fitted(name, NODE.width - 10, 12), {
        "text-anchor": "middle",
        "font-weight": "bold",
      }),
      label(x + NODE.width / 2, y + 36, fitted(second, NODE.width - 6, 10), {
        "text-anchor": "middle",
        "font-size": 10,
      }),
      ...pills(
        addresses.filter(({ owner }) => (areAnycast ? !isStandby : owner === name)),
        x,
        y,
      ),
    );
  });
  if (isCrowded) {
    const { x, y } = at(NODES_MAX - 1);
    const rest = tier.nodes.slice(NODES_MAX - 1);
    const waiting = Math.min(rest.length, tier.standby);
    parts.push(
      label(x + NODE.width / 2, y + 19, `… and ${rest.length} more`, { "text-anchor": "middle" }),
      ...(waiting > 0
        ? [
            label(x + NODE.width / 2, y + 36, `${waiting} of them standby`, {
              "text-anchor": "middle",
              "font-size": 10,
            }),
          ]
        : []),
    );
  }
  if (keepsBindings) parts.push(...store(LEFT + PAD, top + height - 24, bindingsKind(bindings).label(bindings)));
  return { parts, height };
}

/** The addresses that a node owns, above it. */
function pills(addresses: readonly AddressDescription[], x: number, y: number): string[] {
  if (addresses.length === 0) return [];
  const text = fitted(
    addresses.length <= 2
      ? addresses.map(({ name }) => name).join(", ")
      : `${addresses[0]!.name} … ${addresses.length} addresses`,
    NODE.width - 18,
    SMALL,
  );
  const middle = x + NODE.width / 2;
  return [
    line(middle, y - 9, middle, y, { "stroke-opacity": 0.7 }),
    box({ x: x + 4, y: y - PILL - 9, width: NODE.width - 8, height: PILL, rx: PILL / 2 }, { "stroke-opacity": 0.7 }),
    label(middle, y - 16, text, { "text-anchor": "middle", "font-size": SMALL }),
  ];
}

/** The drum by which stores of data are known. */
const store = (x: number, y: number, text: string): string[] => [
  tag("path", {
    d: `M${x} ${y + 3}v10a8 3 0 0 0 16 0v-10a8 3 0 0 0 -16 0a8 3 0 0 0 16 0`,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.2,
  }),
  label(x + 24, y + 13, text, { "font-size": SMALL }),
];

/** A line from the watching tier to the watched, or a loop where they are the same, and beside it how they watch. */
function watchLines(
  { watches }: Architecture,
  places: ReadonlyMap<string, Place>,
): { parts: string[]; bottom: number } {
  const edge = LEFT + TIER;
  const parts: string[] = [];
  let free = 0;
  for (const watch of watches) {
    const [from, to] = [places.get(watch.by)!, places.get(watch.tier)!];
    const isLoop = from === to;
    const start = from.top + from.height / 2 + (isLoop ? -10 : 0);
    const end = to.top + to.height / 2 + (isLoop ? 10 : 0);
    const words = wrap(
      `${isLoop ? `${watch.tier} watch each other` : `${watch.by} watch ${watch.tier}`}: ${detectorWords(watch.detector)} → ${watch.consequence.kind}`,
      WATCH_WIDTH,
      SMALL,
    );
    const first = Math.max(free, (start + end) / 2 - (words.length * 15) / 2 + 11);
    const reach = edge + 22;
    parts.push(
      tag("path", {
        d: `M${edge} ${start}H${reach}V${end}H${edge + 7}`,
        fill: "none",
        stroke: "currentColor",
        "stroke-dasharray": "3 3",
      }),
      tag("path", { d: `M${edge + 8} ${end - 4}l-7 4l7 4z`, fill: "currentColor" }),
      ...words.map((text, i) => label(WATCH_X, first + i * 15, text, { "font-size": SMALL })),
    );
    free = first + words.length * 15 + 8;
  }
  return { parts, bottom: free };
}
