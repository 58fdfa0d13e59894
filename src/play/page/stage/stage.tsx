import type { Player } from "../player.ts";

/** The service as it stands: its nodes, what they have and what can be done to them. */
export function Stage({ player }: { player: Player }) {
  const scene = player.scene.value;
  const view = player.view.value;
  if (scene === null || view === null) return null;
  const { names } = scene.participants;
  return (
    <section class="stage" aria-label="The service">
      <ul>
        {view.nodes.map(({ host, state, waiting, inService, addresses }) => (
          <li key={host}>
            {names[host]}: {state}, {waiting + inService} messages; {addresses.map((one) => names[one]).join(", ")}{" "}
            <button type="button" onClick={() => player.act({ kill: names[host]!, kind: "host" })}>
              kill the host
            </button>
          </li>
        ))}
      </ul>
      <p>{view.inFlight} messages under way</p>
    </section>
  );
}
