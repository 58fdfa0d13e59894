import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { formatDuration } from "../../../units/duration.ts";
import { formatNines, formatReached } from "../../../units/nines.ts";
import { formatNumber } from "../../../units/number.ts";
import type { Appraisal, NodeLife } from "../../office/appraisal.ts";
import type { FaultCost } from "../../office/fault-cost.ts";
import type { AtHand } from "../at-hand.ts";
import { appraised } from "./appraised.ts";

/** The other engine beside the run: what the description is worth in the long run, and what the last fault costs. */
export function Nines({ player, newLine }: AtHand) {
  const piece = player.piece.value;
  const lines = useMemo(() => ({ service: newLine(), cost: newLine() }), [newLine]);
  const { appraisal, architecture, untold, isExact, of } = appraised;
  const cost = useSignal<{ readonly cost: FaultCost; readonly line: string; readonly killed: string | null } | null>(
    null,
  );
  const share = useSignal<number | null>(null);
  const because = useSignal("");
  useEffect(
    () => () => {
      lines.service.close();
      lines.cost.close();
    },
    [lines],
  );
  useEffect(() => {
    if (piece === null) return;
    const ask = async () => {
      const stripped = await lines.cost.ask({ kind: "edit", text: piece.text, edit: { kind: "without script" } });
      if (stripped.kind !== "text" || (stripped.text === of.value && isExact.value)) return;
      lines.service.close();
      if (stripped.text !== of.value) appraisal.value = null;
      isExact.value = false;
      of.value = stripped.text;
      for (const simulates of [false, true]) {
        const answer = await lines.service.ask({ kind: "appraisal", piece, simulates });
        if (answer.kind === "overtaken") return;
        untold.value = answer.kind === "untold" ? answer.because : answer.kind === "broken" ? answer.what : null;
        if (answer.kind === "appraisal") {
          appraisal.value = answer.appraisal;
          architecture.value = player.scene.value?.architecture ?? null;
        }
        if (answer.kind !== "appraisal") break;
      }
      isExact.value = true;
    };
    ask().catch(() => {});
  }, [piece, lines]);
  useEffect(() => {
    if (piece === null) return;
    cost.value = null;
    share.value = 0;
    because.value = "";
    lines.cost
      .ask({ kind: "fault cost", piece }, (answer) => {
        if (answer.kind === "progress") share.value = answer.share;
      })
      .then((answer) => {
        if (answer.kind === "overtaken") return;
        share.value = null;
        if (answer.kind === "fault cost") cost.value = answer;
        if (answer.kind === "untold") because.value = answer.because;
        if (answer.kind === "broken") because.value = answer.what;
      })
      .catch(() => {});
  }, [piece, lines]);
  const found = appraisal.value;
  return (
    <>
      <h2>In the long run</h2>
      {untold.value !== null && <p>{untold.value}</p>}
      {found === null && untold.value === null && <p class="muted">The chain is being solved…</p>}
      {found !== null && <LongRun found={found} isExact={isExact.value} />}
      <h2>What the last fault costs</h2>
      {share.value !== null && (
        <p>
          <label>
            This run and the same without it: <progress max={1} value={share.value} />
          </label>
        </p>
      )}
      {because.value !== "" && <p>{because.value}</p>}
      {cost.value !== null && <Cost {...cost.value} found={found} />}
    </>
  );
}

function LongRun({ found, isExact }: { readonly found: Appraisal; readonly isExact: boolean }) {
  const { unavailability, downtimePerYear, outages, singlePoints, call, assumed } = found;
  return (
    <>
      <table>
        <tbody>
          <tr>
            <th scope="row">Service</th>
            <td>
              {formatNines(unavailability)} nines (up {formatReached(unavailability, 4)})
            </td>
          </tr>
          <tr>
            <th scope="row">Down</th>
            <td>
              {formatDuration(downtimePerYear, 3)} a year
              {outages !== undefined &&
                outages.perYear > 0 &&
                `, in ${formatNumber(outages.perYear)} outages of ${formatDuration(outages.mean, 3)} on average`}
            </td>
          </tr>
          <tr>
            <th scope="row">Calls</th>
            <td>
              {typeof call === "string"
                ? call
                : `${formatNines(call.unavailability)} nines: ${formatNumber(call.defectsPerMillion)} of a million fail${intervalOf(call.ci95)}`}
              {!isExact && <span class="muted"> What failures lose is being measured message by message…</span>}
            </td>
          </tr>
          <tr>
            <th scope="row">Single points of failure</th>
            <td>
              {singlePoints.length === 0
                ? "none"
                : singlePoints.map((one) => <p key={one.component}>{one.sentence}</p>)}
            </td>
          </tr>
        </tbody>
      </table>
      {assumed.length > 0 && (
        <details>
          <summary>What is assumed</summary>
          <ul>
            {assumed.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Nothing where it has no width: nothing was simulated then. */
function intervalOf(interval: readonly [low: number, high: number]): string {
  const [low, high] = interval.map((one) => formatNumber(one));
  return low === high ? "" : ` (95 %: ${low} to ${high})`;
}

interface CostProps {
  readonly cost: FaultCost;
  readonly line: string;
  readonly killed: string | null;
  readonly found: Appraisal | null;
}

function Cost({ cost, line, killed, found }: CostProps) {
  const more = cost.failedWith - cost.failedWithout;
  const life = found?.lives.find(({ node }) => node === killed);
  const measured =
    found === null || typeof found.call === "string"
      ? undefined
      : found.call.messages?.losses.find(({ group }) => group === life?.group);
  const unknown = measured?.calls.find(({ cause }) => cause === "bindingMissing")?.count ?? 0;
  return (
    <>
      <p>
        <code>{line}</code>
      </p>
      <table>
        <tbody>
          <tr>
            <th scope="row">In this run</th>
            <td>
              {more} more calls fail than without it and what followed it ({cost.failedWith} instead of{" "}
              {cost.failedWithout}, all random numbers the same
              {cost.byCause.length > 0 && `: ${cost.byCause.map((one) => `${one.cause} ${one.more}`).join(", ")}`}).
              {cost.isOpenEnded &&
                " Calls were still lost near the end of the run: its consequences were not over, and a longer run would lose more."}
            </td>
          </tr>
          {measured !== undefined && (
            <tr>
              <th scope="row">On average</th>
              <td>
                {formatNumber(measured.mean)}
                {measured.halfWidth !== undefined && ` ± ${formatNumber(measured.halfWidth, 2)}`} calls by the death of
                one of {measured.group}, measured in{" "}
                {found !== null && typeof found.call !== "string" && found.call.messages?.replications} runs with steady
                traffic (95 %)
                {unknown > 0 &&
                  `; ${formatNumber(unknown)} more in each of those runs, on average, to users who are unknown until they register again, which the year leaves out`}
              </td>
            </tr>
          )}
          <tr>
            <th scope="row">A year</th>
            <td>{aYear(measured?.mean ?? (cost.isOpenEnded ? null : more), life, killed)}</td>
          </tr>
        </tbody>
      </table>
    </>
  );
}

/** @param calls lost each time; null: not known */
function aYear(calls: number | null, life: NodeLife | undefined, killed: string | null): string {
  if (killed === null) return "Not known: the scenario says how often nodes fail, and not how often this happens.";
  if (life === undefined) return `Not known yet, or never: no lifetimes of ${killed} are known.`;
  const { failuresPerYear, mttf, mttr, serving, group, node } = life;
  const often = `${node} fails ${formatNumber(failuresPerYear)} times a year (MTTF ${formatDuration(mttf, 3)}, MTTR ${formatDuration(mttr, 3)})`;
  if (calls === null) return `${often}; what it costs each time this run is too short to tell.`;
  const own = `${formatNumber(calls * failuresPerYear)} calls: ${often}.`;
  return serving > 1
    ? `${own} The ${serving} of ${group} that serve together: ${formatNumber(calls * failuresPerYear * serving)} calls, if each costs as much.`
    : own;
}
