/** Values of attributes, as SIPp reads them. */
import { nearest } from "../../notation/nearest.ts";
import type { Span } from "../../notation/source.ts";
import type { Complain, Element } from "./tolerant-xml.ts";

/** Says what the model leaves out or does differently, and where; or what SIPp itself passes over. */
export type Note = (at: Span, text: string, isIgnored?: boolean) => void;

/** A number from `least` (`Number.MIN_VALUE`: above 0) to `most`; null, and a complaint, if there is none. */
export function numberOf(
  { attributes, span, name: element }: Element,
  name: string,
  least: number,
  complain: Complain,
  most = Infinity,
): number | null {
  const attribute = attributes.get(name);
  const value = attribute === undefined || attribute.value.trim() === "" ? Number.NaN : Number(attribute.value);
  if (value >= least && value <= most && Number.isFinite(value)) return value;
  const low = least === Number.MIN_VALUE ? " above 0" : least > -Infinity ? ` of at least ${least}` : "";
  const range =
    most === Infinity ? low : least === Number.MIN_VALUE ? `${low}, at most ${most}` : ` from ${least} to ${most}`;
  complain({
    span: attribute?.span ?? span,
    found: attribute === undefined ? `no ${name}` : `${name}=${JSON.stringify(attribute.value)}`,
    expected: `a number${range} as the ${name} of <${element}>`,
    hint: "",
  });
  return null;
}

/** Whether an attribute is there and says true, as SIPp reads truth. */
export const isTrue = ({ attributes }: Element, name: string): boolean =>
  /^(?:true|1|yes|on)$/i.test(attributes.get(name)?.value ?? "");

/** Says which attributes of an element SIPp passes over without a word. */
export function noteUnknown(element: Element, known: readonly string[], note: Note): void {
  const ignored = (text: string, at: Span) => note(at, `${text} in <${element.name}> is ignored, as by SIPp`, true);
  for (const [name, { span }] of element.attributes) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    ignored(`the attribute ${name}${near === undefined ? "" : ` (${near}?)`}`, span);
  }
  for (const { text, span } of element.unseen) ignored(text, span);
}
