import { type Signal, useComputed, useSignal } from "@preact/signals";
import { LOSS } from "../../../metrics/reasons.ts";
import { momentText, spanText } from "../../../report/trace/words.ts";
import { counted } from "../../../units/number.ts";
import type { Happening } from "../../watched/happenings.ts";
import type { AtHand } from "../at-hand.ts";
import type { Player } from "../player.ts";
import { type Aftermath, aftermaths, byCause, type OfCause } from "./groups.ts";
import { kindOfMark } from "./marks.ts";
import { Pages } from "./pages.tsx";
import { useSampled } from "./sampled.ts";

/** Incidents of a page. */
const PAGE = 100;
const CALLS = 50;

const KINDS = [
  ["fault", "Faults"],
  ["verdict", "Verdicts"],
  ["takeover", "Takeovers"],
  ["sign", "Signs"],
] as const;
type Shown = ReadonlySet<string>;
const kindOf = ({ kind }: Happening): string => kindOfMark(kind) ?? "sign";

/** What happened, by fault, and the calls that failed, by cause; each to jump to. */
export function Timeline(atHand: AtHand) {
  const { player } = atHand;
  const known = useSampled(
    useComputed(() => ({
      incidents: player.incidents.value,
      calls: player.failedCalls.value,
      now: player.view.value?.time ?? 0,
      lost: player.view.value?.openWithLoss ?? 0,
    })),
  );
  const shown = useSignal<Shown>(new Set(KINDS.map(([kind]) => kind)));
  const { incidents, calls, now, lost } = known.value;
  const seen = incidents.filter((incident) => shown.value.has(kindOf(incident)));
  return (
    <section class="happened" aria-labelledby="happened-title">
      <h2 id="happened-title">What happened</h2>
      <Filter shown={shown} />
      {incidents.length === 0 && <Beginning player={player} />}
      {lost > 0 && <Lost calls={lost} />}
      <Pages items={seen} of="incidents" length={PAGE} endsFirst>
        {(page) =>
          aftermaths(page, calls).map((one) => (
            <After key={one.incidents[0]!.time} one={one} now={now} player={player} />
          ))
        }
      </Pages>
      {player.leftOut.value > 0 && (
        <p role="note">
          {player.leftOut.value} more incidents and failed calls are counted, but not listed: the first 20 000 of each
          are.
        </p>
      )}
      <h2>Failed calls</h2>
      {calls.length === 0 ? (
        <p class="muted">None until now.</p>
      ) : (
        byCause(calls).map((one) => <Cause key={one.cause} one={one} {...atHand} />)
      )}
    </section>
  );
}

/** What to do first, where nothing has happened yet. */
function Beginning({ player }: { readonly player: Player }) {
  const hasScript = (player.scene.value?.faults.length ?? 0) > 0;
  return (
    <>
      <p class="muted">Nothing until now: neither a fault nor a verdict.</p>
      <p>
        {hasScript
          ? "The scenario breaks something itself: press Play, or the arrow → to go straight to it."
          : "The scenario breaks nothing itself: press Play, then click a node and kill it."}{" "}
        Any node or link can be clicked and broken by hand. What it costs stands here in calls, and under <i>Nines</i>{" "}
        in calls a year.
      </p>
    </>
  );
}

/** Calls that a fault has cost already, and that do not count as failed yet. */
function Lost({ calls }: { readonly calls: number }) {
  return (
    <p class="cost">
      {counted(calls, "open call")} lost a message.{" "}
      <span class="muted">
        Each fails when its caller gives up: 32 s after an INVITE without an answer, or, where callers do not
        retransmit, when the run ends. One that is sent again in time may still succeed.
      </span>
    </p>
  );
}

function Filter({ shown }: { readonly shown: Signal<Shown> }) {
  const toggle = (kind: string) => {
    const next = new Set(shown.value);
    if (!next.delete(kind)) next.add(kind);
    shown.value = next;
  };
  return (
    <fieldset class="filter">
      <legend class="unseen">Kinds of incidents that are shown</legend>
      {KINDS.map(([kind, label]) => (
        <button key={kind} type="button" aria-pressed={shown.value.has(kind)} onClick={() => toggle(kind)}>
          {label}
        </button>
      ))}
    </fieldset>
  );
}

function After({ one, now, player }: { readonly one: Aftermath; readonly now: number; readonly player: Player }) {
  const { incidents, failedCalls } = one;
  const [first] = incidents;
  return (
    <section class="after">
      <ol>
        {incidents.map((incident, i) => (
          <li key={i} class={`${kindOf(incident)}${incident.time > now ? " later" : ""}`}>
            <JumpTo time={incident.time} player={player} />
            <span>
              {incident.text}
              {i > 0 && <span class="muted"> +{spanText(incident.time - first!.time)}</span>}
            </span>
          </li>
        ))}
      </ol>
      {failedCalls > 0 && <p class="cost">{counted(failedCalls, "call")} failed from then on</p>}
    </section>
  );
}

function JumpTo({ time, player }: { readonly time: number; readonly player: Player }) {
  return (
    <button type="button" class="plain number" onClick={() => void player.seek({ time })}>
      {momentText(time)}
    </button>
  );
}

function Cause({ one: { cause, calls }, player, picked, shown }: { readonly one: OfCause } & AtHand) {
  const isOpen = useSignal(false);
  const first = calls[0]!;
  const last = calls.at(-1)!;
  return (
    <details class="cause" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>
        <b>{calls.length}</b> × <code>{cause}</code> {cause !== "none" && <span class="muted">{LOSS[cause]}</span>}
      </summary>
      <p>
        The first at <JumpTo time={first.time} player={player} />, the last at{" "}
        <JumpTo time={last.time} player={player} />
      </p>
      {isOpen.value && (
        <Pages items={calls} of="calls" length={CALLS}>
          {(page) => (
            <table>
              <thead>
                <tr>
                  <th class="number">call</th>
                  <th class="number">begun</th>
                  <th class="number">failed</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {page.map(({ call, begunAt, time }) => (
                  <tr key={call}>
                    <td class="number">{call}</td>
                    <td class="number">
                      <JumpTo time={begunAt} player={player} />
                    </td>
                    <td class="number">
                      <JumpTo time={time} player={player} />
                    </td>
                    <td>
                      <button
                        type="button"
                        class="plain"
                        onClick={() => {
                          picked.value = { call, until: time };
                          shown.value = "ladder";
                        }}
                      >
                        ladder<span class="unseen"> of call {call}</span>
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Pages>
      )}
    </details>
  );
}
