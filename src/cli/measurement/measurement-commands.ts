/** Commands that have to do with measurements of real servers. */
import type { LawName } from "../../detectors/estimated.ts";
import { command } from "../command/command.ts";
import { by, choice, count, directory, or, read, seed, several, text, texts } from "../command/option.ts";
import { metricNames, presetNames, printing, SETTINGS } from "../command/shared-options.ts";

const ONLY = {
  only: several("<column=value>", "use only rows with this value", by("pair", "column=value")),
};

/** Of captures. */
const ON_THE_WAY = {
  onTheWay: or(
    read("<time>", "of a capture: from the moment of a packet to its arrival", by("parseDuration")),
    0,
    "0, captured where it arrives",
  ),
};

const pointInTime = by("pointInTime");

const lawNames = async () => Object.keys((await import("../../detectors/estimated.ts")).DETECTION_LAWS) as LawName[];

export const COMPARE = command({
  about: "two results, or a result and measurements: intervals, differences, a verdict",
  args: [
    ["<A>", "directory of a run or a sweep, table, or a scenario to be run as B was measured"],
    ["<B>", "directory of a run or a sweep, table, a file that SIPp has written, or a capture (pcap, pcapng)"],
  ],
  options: {
    ...SETTINGS,
    by: several("<A=B>", "condition: a parameter or column of A and the column of B", by("pairOrName")),
    ...ONLY,
    metric: texts("<name>", "compare this metric instead of all that both have", metricNames),
    margin: several("<margin>", "differences that do not matter: 10%, or outageTime=5ms (default: 10%)", by("margin")),
    ...ON_THE_WAY,
    rtd: several("<number=metric>", "what SIPp's response time of that number is", by("numberedMetric")),
    expect: choice("<verdict>", "agrees, or compatible (nothing differs): exit with 1 otherwise", [
      "agrees",
      "compatible",
    ]),
    out: directory("write comparison.csv, comparison.json and charts there"),
    ...printing("the comparison"),
  },
  example: "compare results/before results/after --margin 5%",
});

export const CALIBRATE = command({
  about: "service times, timers, capacity, lifetimes and calls from measurements, as YAML for a scenario",
  args: [
    ["<what>", "service, detector, capacity, lifetimes or calls"],
    [
      "<files...>",
      "table of measurements, plain or compressed by gzip; lifetimes: also logs and samples of `up`; calls: call detail records; service and calls: captures (pcap, pcapng)",
    ],
  ],
  options: {
    column: text("<name>", "column with the times; its name ends in the unit, as in proc_us"),
    arrivals: text("<name>", "column with the times of arrival, to find batches"),
    ...ONLY,
    ...ON_THE_WAY,
    tier: text("<name>", "tier that the result is for (default: proxies; lifetimes: all)"),
    message: or(text("<kind>", "kind of message they are for"), "each"),
    law: choice("<name>", "law of the detector: poll, check, vrrp, heartbeat, totem, …", lawNames),
    watch: or(text("<name>", "watch that the detector is for"), "membership"),
    know: several("<name=value>", "a timer that is known, such as timeout=1s", by("knownNumber")),
    free: texts("<name>", "a number to be found instead of assumed, such as ratio"),
    rate: or(text("<name>", "column with the calls per second"), "rate"),
    busy: texts("<name>", "column with the number of busy processors; several are added"),
    carried: text("<name>", "column with the calls per second that succeeded"),
    servers: or(read("<number>", "processors", by("processors")), 1),
    named: several(
      "<what=column>",
      "calls, lifetimes: which column is the start, end, duration, answer, talk, caller, callee, status, component or class",
      by("pair", "what=column"),
    ),
    from: read("<time>", "when the observation began (default: first time in the list)", pointInTime),
    until: read("<time>", "when it ended (default: last time in the list)", pointInTime),
    year: count("year in which a log without years begins (default: that of --from, or 2001)", 1970, 9998),
    components: count("how many were observed, including those that never failed", 1, 10_000),
    bootstrap: or(count("samples of the goodness of fit; 0: none", 0, 10_000), 99),
    seed: seed("seed of those samples"),
    out: directory("write calibration.yaml, .json, .csv and .tex there"),
    ...printing("the calibration"),
  },
  completion: ["service", "detector", "capacity", "lifetimes", "calls"],
  example: "calibrate service times.csv --column proc_us",
});

export const SIPP = command({
  about: "read SIPp scenarios as a workload (import), or write a scenario for SIPp and real servers (export)",
  args: [
    ["<action>", "import or export"],
    ["<files...>", "SIPp scenarios to import, or the scenario to export"],
  ],
  options: {
    ...SETTINGS,
    out: text("<path>", "import: write the scenario there; export: directory (default: results/NAME-sipp)"),
    rate: or(read("<rate>", "import: calls per second, SIPp's -r", by("parseRate")), 10, "10/s"),
    count: or(count("import: calls in all, SIPp's -m", 1, 10_000_000), 1000),
    preset: or(text("<name>", "import: the architecture that serves them", presetNames), "iprs"),
    ...printing("what was read or written", "print no more than the scenario"),
  },
  completion: ["import", "export"],
  example: "sipp export scenarios/functional-test-iprs.yaml --out results/sipp",
});
