/** Values of attributes, as SIPp reads them. */
import { didYouMean, oneOf } from "../nearest.ts";
import type { Complain, Element } from "./located-xml.ts";

/** A number from `least` to `most`; null, and a complaint, if there is none. */
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
  const range = most < Infinity ? ` from ${least} to ${most}` : least > -Infinity ? ` of at least ${least}` : "";
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

/** Complains of attributes that SIPp would not know; SIPp itself passes them over without a word. */
export function refuseUnknown(element: Element, known: readonly string[], complain: Complain): void {
  for (const [name, { span }] of element.attributes)
    if (!known.includes(name))
      complain({
        span,
        found: `the attribute ${name}, which SIPp does not know in <${element.name}>`,
        expected: oneOf(known, 30),
        hint: didYouMean(name, known),
      });
}
