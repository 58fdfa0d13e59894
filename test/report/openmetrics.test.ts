/** Text for monitoring: what is written is what the specification wants, and reads back as what was meant. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { CATALOGUE } from "../../src/metrics/catalogue.ts";
import { estimateFamilies, familyOf, fateFamilies } from "../../src/report/openmetrics/estimates.ts";
import { type MetricFamily, openMetricsText } from "../../src/report/openmetrics/exposition.ts";
import { readOpenMetrics } from "./openmetrics-grammar.ts";

test("the example of the specification: a counter with its unit, and a gauge", () => {
  const families: MetricFamily[] = [
    {
      name: "acme_http_router_request_seconds",
      type: "counter",
      unit: "seconds",
      help: 'Latency though "all" of ACME\'s\nHTTP request router.',
      samples: [{ labels: { path: "/api/v1", method: "GET" }, value: 9036.32 }],
    },
    { name: "go_goroutines", type: "gauge", help: "Goroutines.", samples: [{ labels: {}, value: 69 }] },
  ];
  expect(openMetricsText(families)).toBe(
    [
      "# TYPE acme_http_router_request_seconds counter",
      "# UNIT acme_http_router_request_seconds seconds",
      '# HELP acme_http_router_request_seconds Latency though \\"all\\" of ACME\'s\\nHTTP request router.',
      'acme_http_router_request_seconds_total{path="/api/v1",method="GET"} 9036.32',
      "# TYPE go_goroutines gauge",
      "# HELP go_goroutines Goroutines.",
      "go_goroutines 69",
      "# EOF",
      "",
    ].join("\n"),
  );
});

test("whatever stands in a label, a help text or a value reads back", () => {
  const text = fc.string({ unit: "binary", maxLength: 12 });
  const odd = fc.oneof(text, fc.constantFrom('"', "\\", "\n", "\\n", '"}\n# EOF\n', 'a,b="c"'));
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(odd, odd, fc.double()), { maxLength: 5, selector: ([a, b]) => `${a}\u0000${b}` }),
      odd,
      (all, help) => {
        const samples = all.map(([a, b, value]) => ({ labels: { a, b }, value }));
        const read = readOpenMetrics(openMetricsText([{ name: "x", type: "gauge", help, samples }])).get("x")!;
        expect(read.help).toBe(help);
        expect(read.samples.map(({ labels, value }) => ({ labels, value }))).toEqual(
          samples.map(({ labels, value }) => ({ labels, value: value === 0 ? 0 : value })),
        );
      },
    ),
    { seed: 5, numRuns: 60 },
  );
});

test("what the format does not allow is refused, and the grammar of the test refuses it too", () => {
  const family = (rest: Partial<MetricFamily>): MetricFamily[] => [
    { name: "x", type: "gauge", help: "", samples: [{ labels: {}, value: 1 }], ...rest },
  ];
  for (const rest of [
    { name: "9x" },
    { name: "x-y" },
    { unit: "seconds" as const },
    { type: "counter" as const, samples: [{ labels: {}, value: -1 }] },
    { samples: [{ labels: { "a-b": "" }, value: 1 }] },
    { samples: [1, 2].map((value) => ({ labels: { a: "1" }, value })) },
  ])
    expect(() => openMetricsText(family(rest)), JSON.stringify(rest)).toThrow(RangeError);
  expect(() => openMetricsText([...family({}), ...family({})])).toThrow("x twice");
  for (const [what, bad] of [
    ["no end", "# TYPE x gauge\nx 1\n"],
    ["a type of another format", "# TYPE x untyped\nx 1\n# EOF\n"],
    ["a unit that is no suffix", "# TYPE x gauge\n# UNIT x seconds\nx 1\n# EOF\n"],
    ["a counter without _total", "# TYPE x counter\nx 1\n# EOF\n"],
    ["a stray quote", '# TYPE x gauge\nx{a="b"c"} 1\n# EOF\n'],
    ["two spaces", "# TYPE x gauge\nx  1\n# EOF\n"],
    ["an empty line", "# TYPE x gauge\n\nx 1\n# EOF\n"],
    ["families that interleave", "# TYPE x gauge\nx 1\n# TYPE y gauge\ny 1\n# TYPE x gauge\n# EOF\n"],
    ["the same labels twice", '# TYPE x gauge\nx{a="1",b="2"} 1\nx{b="2",a="1"} 1\n# EOF\n'],
  ])
    expect(() => readOpenMetrics(bad!), what!).toThrow();
});

test("every metric of the catalogue has a family and a label of its own; units are base units at the end of the name", () => {
  const rows = CATALOGUE.map((metric, i) => ({
    metric,
    interval: { mean: i, low: i - 1, high: i + 1, halfWidth: 1, n: 9, confidence: 0.95 },
  }));
  const text = openMetricsText([
    ...estimateFamilies([
      { rows, labels: { scenario: "one" } },
      { rows, labels: { scenario: "two" } },
    ]),
    ...fateFamilies([{ labels: { scenario: "one" }, of: () => 1 }]),
  ]);
  const read = readOpenMetrics(text);
  const all = [...read].flatMap(([name, { samples, type }]) =>
    type === "gauge" ? samples.map((one) => ({ ...one, name })) : [],
  );
  expect(all).toHaveLength(2 * 3 * CATALOGUE.length);
  for (const [i, metric] of CATALOGUE.entries()) {
    const { name, labels, unit } = familyOf(metric);
    expect(name).toMatch(/^sipnines(?:_[a-z0-9]+)+$/);
    expect(unit).toBe({ s: "seconds", ratio: "ratio" }[metric.unit as string]);
    const own = all.filter(
      (one) => one.name === name && one.labels["scenario"] === "two" && one.labels["estimate"] === "ci95High",
    );
    const mine = own.filter((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value));
    expect(
      mine.map(({ value }) => value),
      metric.name,
    ).toEqual([i + 1]);
  }
  expect(familyOf(CATALOGUE.find(({ name }) => name === "callSetupTime.p95")!)).toMatchObject({
    name: "sipnines_call_setup_time_p95_seconds",
    unit: "seconds",
  });
  expect(familyOf(CATALOGUE.find(({ name }) => name === "failedCalls.nodeDown")!)).toMatchObject({
    name: "sipnines_failed_calls_by_cause",
    labels: { cause: "nodeDown" },
  });
});

test("a mean without an interval has no bounds, and what was never measured no sample", () => {
  const metric = CATALOGUE.find(({ name }) => name === "outageTime")!;
  const interval = { mean: 1.5, low: null, high: null, halfWidth: null, n: 1, confidence: 0.95 };
  const read = readOpenMetrics(openMetricsText(estimateFamilies([{ rows: [{ metric, interval }], labels: {} }])));
  expect(read.get("sipnines_outage_time_seconds")!.samples).toEqual([
    { name: "sipnines_outage_time_seconds", labels: { estimate: "mean" }, value: 1.5 },
  ]);
});
