import type { Player } from "../player.ts";

/** Metrics by their names in the catalogue, as they stand now. */
export function Counters({ player }: { player: Player }) {
  const { counters = {} } = player.view.value ?? {};
  return (
    <section aria-label="Metrics">
      <table>
        <tbody>
          {Object.entries(counters).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>Fingerprint of the events so far: {player.fingerprint.value}</p>
    </section>
  );
}
