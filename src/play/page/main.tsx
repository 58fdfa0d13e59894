/** The page begins: it reads what stands in it, starts a worker, and draws. */
import { signal } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import { Line, workerUrl } from "./line.ts";
import { Player } from "./player.ts";
import { followLinks, open } from "./workbench/opening.ts";

const held = JSON.parse(document.getElementById("held")!.textContent) as { readonly piece: never };
const url = workerUrl(document);
const newLine = () => new Line(() => new Worker(url));
const player = new Player(newLine());

const atHand = { player, newLine, shown: signal("happened"), picked: signal(null) };

const tick = (clock: number): void => {
  player.tick(clock);
  requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
render(<App {...atHand} />, document.getElementById("app")!);
followLinks(player, held.piece);
await open(player, held.piece, location.hash);
