import { signal } from "@preact/signals";
import { type Problem, renderProblem } from "../../../notation/problem.ts";
import { sharedIn } from "../../link/link.ts";
import type { Piece } from "../../protocol.ts";
import type { Player } from "../player.ts";

/** What is wrong with the link that the page was opened with. */
export const linkNotice = signal<string | null>(null);

const toldOf = (problems: readonly Problem[]): string =>
  `The scenario of the link cannot be played:\n\n${problems.map(renderProblem).join("\n\n")}`;

/** Whether what stands behind # in the page's address is a link; else it is a place on the page. */
export const isLink = (hash: string): boolean => /^#v\d/.test(hash);

/** Loads what a link brings; where there is none, or one that cannot be played, which is told, the piece that the page holds. */
export async function open(player: Player, held: Piece, hash: string): Promise<void> {
  const shared = await sharedIn(hash);
  linkNotice.value = typeof shared === "string" ? shared : null;
  if (shared !== null && typeof shared === "object") {
    if (await player.load(shared.piece)) {
      player.speed.value = shared.speed;
      if (shared.time > 0) await player.seek({ time: shared.time });
      return;
    }
    linkNotice.value = toldOf(player.problems.value);
  }
  await player.load(held);
}

/** Another link in the address of the page that is open: it is loaded; what is no link, such as a place on the page, is left alone. */
export function followLinks(player: Player, held: Piece): void {
  addEventListener("hashchange", () => {
    if (isLink(location.hash)) open(player, held, location.hash).catch(() => {});
  });
}
