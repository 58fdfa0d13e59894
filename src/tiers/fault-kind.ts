import { word } from "../notation/quantities.ts";
import type { Read } from "../notation/shape.ts";

/**
 * What of a node can die. A dead *process* leaves a host that still answers (connections are refused, watchers on other hosts hear
 * silence); a dead *host* answers nothing; a cut *link* leaves a node alive that nobody hears.
 */
export const kindShape = word("host", "process", "link");
/** What of a node dies: its host, its server process, or its link. */
export type FaultKind = Read<typeof kindShape>;
/**
 * What a class of failures may bring besides: a process that *hangs* stops working on a host whose kernel goes on; a machine that *freezes* stands
 * still with all that runs there.
 */
export const failureKindShape = word("host", "process", "link", "hang", "freeze");
/** What goes wrong with a node: a part of it dies, its process hangs, or its machine freezes. */
export type FailureKind = Read<typeof failureKindShape>;
export const KINDS: readonly FaultKind[] = ["process", "host", "link"];
/** In the order in which they come back: a process needs its host. */
export const COMING_BACK = KINDS.toReversed();
