/** The text of OpenMetrics 1.0, which monitoring reads: https://prometheus.io/docs/specs/om/open_metrics_spec/ */

/** A value with what tells it from others of its family. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Samples that mean the same thing of different things. */
export interface MetricFamily {
  /** With its unit at the end, if it has one; without the `_total` of a counter. */
  readonly name: string;
  /** Those that the text format of Prometheus knows as well: an older reader refuses a file with any other. */
  readonly type: "gauge" | "counter";
  readonly unit?: "seconds" | "ratio";
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n" };
const escaped = (text: string): string => text.replace(/[\\"\n]/g, (sign) => ESCAPES[sign]!);

const numberText = (value: number): string =>
  Number.isNaN(value) ? "NaN" : Number.isFinite(value) ? String(value) : value > 0 ? "+Inf" : "-Inf";

function addNew(what: string, seen: Set<string>): void {
  if (seen.has(what)) throw new RangeError(`OpenMetrics: found ${what} twice; expected it once`);
  seen.add(what);
}

/**
 * Families as text, without timestamps: a file is read when it is read.
 * @throws RangeError for what the format does not allow: a name, a counter below 0, the same labels twice in a family
 */
export function openMetricsText(families: readonly MetricFamily[]): string {
  const names = new Set<string>();
  const texts = families.map(({ name, type, unit, help, samples }) => {
    if (!NAME.test(name) || (unit !== undefined && !name.endsWith(`_${unit}`)))
      throw new RangeError(
        `OpenMetrics: found the name ${name}; expected letters, digits and _, and its unit at the end`,
      );
    addNew(name, names);
    const series = new Set<string>();
    const lines = samples.map(({ labels, value }) => {
      if (type === "counter" && !(value >= 0 && value < Infinity))
        throw new RangeError(`OpenMetrics: found ${value} of the counter ${name}; expected a number from 0`);
      const bad = Object.keys(labels).find((label) => !LABEL.test(label));
      if (bad !== undefined)
        throw new RangeError(`OpenMetrics: found the label ${bad}; expected letters, digits and _`);
      const inside = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
      addNew(`${name}{${inside.toSorted().join(",")}}`, series);
      const labelText = inside.length === 0 ? "" : `{${inside.join(",")}}`;
      return `${name}${type === "counter" ? "_total" : ""}${labelText} ${numberText(value)}\n`;
    });
    const unitLine = unit === undefined ? "" : `# UNIT ${name} ${unit}\n`;
    return `# TYPE ${name} ${type}\n${unitLine}# HELP ${name} ${escaped(help)}\n${lines.join("")}`;
  });
  return `${texts.join("")}# EOF\n`;
}
