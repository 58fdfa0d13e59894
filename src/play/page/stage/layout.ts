import { CALLEES, CALLERS, hostOf, sitesOf } from "../../../architecture/hosts.ts";
import type { NetworkOptions } from "../../../network/network-options.ts";
import type { Architecture } from "../../../service/description.ts";
import type { Tier } from "../../../tiers/description.ts";

/** Where something is drawn [px]. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Nodes of a tier that are in one site, in a frame. */
export interface TierFrame extends Box {
  readonly tier: Tier;
  readonly hosts: readonly number[];
  /** Whether there are so many that each is drawn small, and ways lead to the frame and not to each. */
  readonly isCrowded: boolean;
}

export interface SiteFrame extends Box {
  readonly name: string;
}

/** Where everything is drawn. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By host. */
  readonly hosts: ReadonlyMap<number, Box>;
  readonly tiers: readonly TierFrame[];
  /** None where there is one LAN. */
  readonly sites: readonly SiteFrame[];
}

export const NODE = { width: 152, height: 96 } as const;
const SMALL = { width: 80, height: 38 } as const;
/** Callers and callees, who are each many. */
const USERS = { width: 116, height: 72 } as const;
/** A tier with more nodes than this in one site is crowded. */
const CROWDED = 8;
const GAP = 10;
/** Between the nodes of a crowded tier. */
const CLOSE = 6;
const PAD = 12;
const HEADING = 24;
/** Between columns, and between rows. */
const [BETWEEN_MIN, BETWEEN_ROWS] = [64, 34];

/** What stands in one place: a tier, or callers or callees. */
type Block = { readonly host: number } | { readonly tier: Tier; readonly hosts: readonly number[] };
interface Sized {
  readonly block: Block;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
}
/** Of one site: columns in the order in which a call passes them, and what stands behind. */
interface SiteBlocks {
  readonly name: string | null;
  readonly columns: readonly (readonly Block[])[];
  readonly behind: readonly Block[];
}

/** How many tiers of proxies are before one. */
function depthOf(tier: Tier, { tiers, addresses }: Architecture, seen: readonly string[] = []): number {
  const before = tiers.filter(({ name, next }) => {
    const leadsTo = addresses.find((address) => address.name === next)?.tier ?? next;
    return leadsTo === tier.name && !seen.includes(name);
  });
  return Math.max(
    0,
    ...before.map((one) => 1 + depthOf(one, { tiers, addresses } as Architecture, [...seen, tier.name])),
  );
}

function blocksOf(architecture: Architecture, network: NetworkOptions): SiteBlocks[] {
  const { siteOf } = sitesOf(architecture, network);
  const names = network.sites?.map(({ name }) => name) ?? [null];
  const inFront = architecture.tiers.filter(({ role }) => role === "director" || role === "proxy");
  const levels = inFront.map((tier) => (tier.role === "director" ? 0 : 1 + depthOf(tier, architecture)));
  const used = [...new Set(levels)].sort((a, b) => a - b);
  const rank = { database: 0, relay: 1, monitor: 2, director: 3, proxy: 4 } as const;
  const behind = architecture.tiers
    .filter((tier) => !inFront.includes(tier))
    .sort((a, b) => rank[a.role] - rank[b.role]);
  return names.map((name, site) => {
    const part = (tier: Tier): Block[] => {
      const hosts = tier.nodes.map((node) => hostOf(node.name, architecture)).filter((host) => siteOf[host] === site);
      return hosts.length === 0 ? [] : [{ tier, hosts }];
    };
    const users = (host: number): Block[] => (siteOf[host] === site ? [{ host }] : []);
    const servers = used.map((level) => inFront.flatMap((tier, i) => (levels[i] === level ? part(tier) : [])));
    return { name, columns: [users(CALLERS), ...servers, users(CALLEES)], behind: behind.flatMap(part) };
  });
}

const isCrowded = (block: Block): boolean => "hosts" in block && block.hosts.length > CROWDED;
const gapIn = (block: Block): number => (isCrowded(block) ? CLOSE : GAP);

/** @param columns of nodes, at most */
function sized(block: Block, columns: number): Sized {
  if ("host" in block) return { block, columns: 1, ...USERS };
  const { width, height } = isCrowded(block) ? SMALL : NODE;
  const gap = gapIn(block);
  const across = Math.max(1, Math.min(columns, block.hosts.length));
  const rows = Math.ceil(block.hosts.length / across);
  return {
    ...{ block, columns: across },
    width: 2 * PAD + across * (width + gap) - gap,
    height: HEADING + PAD + rows * (height + gap) - gap,
  };
}

const total = (list: readonly number[], gap: number): number =>
  list.reduce((sum, one) => sum + one, 0) + Math.max(0, list.length - 1) * gap;
const widest = (list: readonly Sized[]): number => Math.max(0, ...list.map(({ width }) => width));
const stacked = (list: readonly Sized[]): number =>
  total(
    list.map(({ height }) => height),
    GAP,
  );

class Drawing {
  readonly hosts = new Map<number, Box>();
  readonly tiers: TierFrame[] = [];
  readonly sites: SiteFrame[] = [];

  /** Puts a block and what is in it at a place. */
  put({ block, columns, width, height }: Sized, x: number, y: number): void {
    if ("host" in block) {
      this.hosts.set(block.host, { x, y, width, height });
      return;
    }
    const size = isCrowded(block) ? SMALL : NODE;
    this.tiers.push({ ...block, isCrowded: isCrowded(block), x, y, width, height });
    for (const [i, host] of block.hosts.entries()) {
      const [column, row] = [i % columns, Math.floor(i / columns)];
      this.hosts.set(host, {
        ...size,
        x: x + PAD + column * (size.width + gapIn(block)),
        y: y + HEADING + row * (size.height + gapIn(block)),
      });
    }
  }

  /** Puts blocks side by side, in the middle of a width. @returns the height of the highest */
  row(blocks: readonly Sized[], left: number, width: number, top: number): number {
    if (blocks.length === 0) return 0;
    const widths = blocks.map((one) => one.width);
    const gap = Math.min(120, (width - total(widths, 0)) / (blocks.length + 1));
    let x = left + (width - total(widths, gap)) / 2;
    const height = Math.max(...blocks.map((one) => one.height));
    for (const one of blocks) {
      this.put(one, x, top + (height - one.height) / 2);
      x += one.width + gap;
    }
    return height;
  }

  done(width: number, height: number): Layout {
    return { width, height, hosts: this.hosts, tiers: this.tiers, sites: this.sites };
  }
}

/** Columns from callers to callees, what stands behind under them; one band for each site. Null if that does not fit. */
function wide(sites: readonly SiteBlocks[], width: number): Layout | null {
  const margin = sites[0]!.name === null ? 0 : PAD;
  const space = width - 2 * margin;
  const across = (block: Block, crowded: number) =>
    !("hosts" in block) ? 1 : isCrowded(block) ? crowded : block.hosts.length > 4 ? 2 : 1;
  for (let crowded = 8; crowded >= 3; crowded--) {
    const bands = sites.map(({ name, columns, behind }) => ({
      name,
      columns: columns.map((blocks) => blocks.map((block) => sized(block, across(block, crowded)))),
      behind: behind.map((block) => sized(block, isCrowded(block) ? crowded : 4)),
    }));
    const widths = bands[0]!.columns.map((_, i) => Math.max(...bands.map(({ columns }) => widest(columns[i]!))));
    const isTooWide = bands.some(
      ({ behind }) =>
        total(
          behind.map((one) => one.width),
          GAP,
        ) > space,
    );
    const shown = widths.filter((one) => one > 0).length;
    const between = (space - total(widths, 0)) / Math.max(1, shown - 1);
    if (between < BETWEEN_MIN || isTooWide) continue;
    const drawing = new Drawing();
    const gap = Math.min(between, 240);
    const left =
      (width -
        total(
          widths.filter((one) => one > 0),
          gap,
        )) /
      2;
    let top = 0;
    for (const { name, columns, behind } of bands) {
      const begin = top;
      if (name !== null) top += HEADING;
      const height = Math.max(0, ...columns.map(stacked));
      let x = left;
      for (const [i, blocks] of columns.entries()) {
        let y = top + (height - stacked(blocks)) / 2;
        for (const one of blocks) {
          drawing.put(one, x + (widths[i]! - one.width) / 2, y);
          y += one.height + GAP;
        }
        if (widths[i]! > 0) x += widths[i]! + gap;
      }
      if (height > 0 && behind.length > 0) top += BETWEEN_ROWS;
      top += height + drawing.row(behind, margin, space, top + height);
      if (name === null) continue;
      top += PAD;
      drawing.sites.push({ name, x: 0, y: begin, width, height: top - begin });
      top += BETWEEN_ROWS;
    }
    return drawing.done(width, sites[0]!.name === null ? top : top - BETWEEN_ROWS);
  }
  return null;
}

/** One row under the other, for a narrow screen; callees and what stands behind come last, side by side if they fit. */
function narrow(sites: readonly SiteBlocks[], width: number): Layout {
  const drawing = new Drawing();
  let top = 0;
  for (const { name, columns, behind } of sites) {
    const begin = top;
    const margin = name === null ? 0 : 6;
    const space = width - 2 * margin;
    const fitting = (block: Block): Sized => {
      const node = isCrowded(block) ? SMALL : NODE;
      return sized(block, Math.max(1, Math.floor((space - 2 * PAD + gapIn(block)) / (node.width + gapIn(block)))));
    };
    if (name !== null) top += HEADING;
    const rows: Sized[][] = [];
    const add = (one: Sized, isBeside: boolean) => {
      const last = rows.at(-1);
      const taken =
        last &&
        total(
          [...last, one].map((each) => each.width),
          GAP,
        );
      if (isBeside && taken !== undefined && taken <= space) last!.push(one);
      else rows.push([one]);
    };
    const [last, ...before] = [...columns].reverse();
    for (const blocks of before.reverse()) for (const [i, block] of blocks.entries()) add(fitting(block), i > 0);
    for (const [i, block] of [...last!, ...behind].entries()) add(fitting(block), i > 0);
    for (const row of rows) top += drawing.row(row, margin, space, top) + BETWEEN_ROWS;
    top -= BETWEEN_ROWS;
    if (name === null) continue;
    top += PAD;
    drawing.sites.push({ name, x: 0, y: begin, width, height: top - begin });
    top += BETWEEN_ROWS;
  }
  return drawing.done(width, sites[0]!.name === null ? top : top - BETWEEN_ROWS);
}

/** Where the parts of a service are drawn in a width [px]. */
export function layoutOf(architecture: Architecture, network: NetworkOptions, width: number): Layout {
  const sites = blocksOf(architecture, network).filter(
    ({ columns, behind }) => behind.length > 0 || columns.some((blocks) => blocks.length > 0),
  );
  return wide(sites, width) ?? narrow(sites, width);
}
