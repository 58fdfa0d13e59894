/** The page begins: it reads what stands in it, starts a worker, and draws. */
import { signal } from "@preact/signals";
import { render } from "preact";
import type { Held } from "../document.ts";
import { App } from "./app.tsx";
import { Line, workerUrl } from "./line.ts";
import { Player } from "./player.ts";
import { Teller } from "./story/teller.ts";
import { followLinks, isLink, open } from "./workbench/opening.ts";

const held = JSON.parse(document.getElementById("held")!.textContent) as Held;
const url = workerUrl(document);
const newLine = () => new Line(() => new Worker(url));
const player = new Player(newLine());
const teller = new Teller(player, held);
const atHand = { player, teller, newLine, shown: signal("happened"), picked: signal(null) };

const tick = (clock: number): void => {
  player.tick(clock);
  requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
render(<App {...atHand} />, document.getElementById("app")!);
const piece = held.piece ?? Object.values(held.stories)[0]!;
followLinks(player, piece);
await open(player, piece, location.hash);
if (!isLink(location.hash)) await teller.open();
