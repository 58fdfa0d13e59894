import type { Piece } from "../protocol.ts";
import { packed, unpacked } from "./deflate.ts";

/** What a link carries: a piece, where to stand in it [s], and how fast it is played [simulated seconds per second]. */
export interface Shared {
  readonly piece: Piece;
  readonly time: number;
  readonly speed: number;
}

/** What browsers, mail and chats pass on without cutting it off [characters]. */
const LINK_MAX = 32_000;
/** Of what a link holds [bytes]: no scenario of people is longer, and a page holds it without trouble. */
const TEXT_MAX = 1_000_000;
const FILE_MAX = 200;
const COMPANIONS_MAX = 20;
const REPLICATION_MAX = 1_000_000;
const SPEED = { least: 1e-6, most: 1e4 };

const CURRENT = 1;

/** Each version of links that was ever made, brought to what is shared today; null: it is not such a link. */
const READERS: Readonly<Record<number, (data: unknown) => Shared | null>> = { 1: ofVersion1 };

/** The part of an address behind which a piece stands; null where it would be too long to pass on. */
export async function linkOf({ piece, time, speed }: Shared): Promise<string | null> {
  const { file, text, companions, replication } = piece;
  const link = `#v${CURRENT}.${await packed(JSON.stringify({ file, text, companions, replication, time, speed }))}`;
  return link.length > LINK_MAX ? null : link;
}

/**
 * What stands in the last part of an address.
 *
 * @returns null where it is no link; why it cannot be read, as a sentence; or what it carries, which is read like any file then
 */
export async function sharedIn(hash: string): Promise<Shared | string | null> {
  const [, version, written] = /^#v(\d{1,6})\.(.*)$/s.exec(hash) ?? [];
  if (version === undefined || written === undefined) return null;
  const reader = READERS[Number(version)];
  if (reader === undefined)
    return `The link is of version ${version}, and this page reads links up to version ${CURRENT}: a page of a newer sipnines reads it.`;
  if (hash.length > LINK_MAX) return `The link is longer than ${LINK_MAX} characters, which no page of sipnines makes.`;
  try {
    return reader(JSON.parse(await unpacked(written, TEXT_MAX))) ?? BROKEN;
  } catch {
    return BROKEN;
  }
}

const BROKEN = "The link is broken, as if a part of it were missing: copy the whole of it, from #v to its end.";

type Fields = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const isBetween = (value: unknown, least: number, most: number): value is number =>
  typeof value === "number" && value >= least && value <= most;
const isName = (value: unknown): value is string => typeof value === "string" && value.length <= FILE_MAX;

function ofVersion1(data: unknown): Shared | null {
  if (!isMap(data)) return null;
  const { file, text, companions, replication, time, speed } = data;
  if (!isName(file) || typeof text !== "string" || !isMap(companions)) return null;
  const files = Object.entries(companions);
  const areTexts = files.every(([path, content]) => isName(path) && typeof content === "string");
  if (!areTexts || files.length > COMPANIONS_MAX) return null;
  if (!isBetween(replication, 0, REPLICATION_MAX) || !Number.isInteger(replication)) return null;
  if (!isBetween(time, 0, Number.MAX_VALUE) || !isBetween(speed, SPEED.least, SPEED.most)) return null;
  const piece = { file, text, companions: companions as Readonly<Record<string, string>>, replication };
  return { piece, time, speed };
}
