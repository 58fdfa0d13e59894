/** Table 1 on the page of the reproduction: what was found, and the thesis where it differs. */
import { type Html, htmlList, htmlTable } from "../library/charts.ts";
import { type Column, PRINTED, RULES } from "./table1.ts";

const TITLES: readonly (readonly [keyof Column, string])[] = [
  ["redundancyModel", "Redundancy model"],
  ["failoverMechanism", "Failover mechanism"],
  ["loadBalancing", "Load balancing"],
  ["bindingsKeptIn", "Bindings kept in"],
  ["databaseInCallSetUp", "Database visited in call set-up"],
  ["scalesByDnsSrv", "Scales by DNS SRV"],
  ["failedCallsAtFailover", "Failed calls at failover"],
  ["callSetUpTime", "Call set-up time"],
];

export function table1Content(columns: readonly Column[]): Html[] {
  return [
    htmlTable({
      caption: "Derived from the architecture objects and simulated failovers; in brackets the thesis where it differs",
      columns: [{ title: "Property" }, ...columns.map(({ scheme }) => ({ title: scheme }))],
      rows: [
        ...TITLES.map(([key, title]) => [
          title,
          ...columns.map((column) => {
            const [found, printed] = [String(column[key]), PRINTED[column.scheme]![key]!];
            return found === printed ? found : `${found} [thesis: ${printed}]`;
          }),
        ]),
        [
          "Single points of failure",
          ...columns.map(({ singlePointsOfFailure }) => singlePointsOfFailure.join(", ") || "none"),
        ],
        [
          "Outage, median and 95th percentile [s]",
          ...columns.map(({ outage }) => `${outage.p50.toFixed(2)}, ${outage.p95.toFixed(2)}`),
        ],
        ["Call set-up time at 100 calls/s [ms]", ...columns.map(({ setUp }) => (setUp * 1e3).toFixed(2))],
      ],
    }),
    htmlList([
      `Failed calls at failover: ${RULES.failedCallsAtFailover}.`,
      `Call set-up time: ${RULES.callSetUpTime}.`,
      "Everything above these rows is read off the architecture object by the rules in the source.",
    ]),
  ];
}
