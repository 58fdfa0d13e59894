import type { Finding } from "../../checks/findings.ts";
import { checkOf } from "../../checks/registry.ts";
import { styled } from "../../report/terminal.ts";

const COLOURS = { error: "red", warning: "yellow", note: "dim" } as const;

/** A finding for people, with what mends it. */
export function findingText(
  { code, severity, place, message, consequence }: Finding,
  file: string,
  colour: boolean,
): string {
  const { mend } = checkOf(code)!;
  return `${file}:${place.line}  ${styled(severity, COLOURS[severity], colour)} ${code}  ${message}.\n    ${consequence}.\n    Mend: ${mend}\n`;
}
