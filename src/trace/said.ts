import type { BindingsMessage } from "../bindings/mechanism.ts";
import { SAID_FOR_BINDINGS } from "../bindings/simulated.ts";
import { subjectOf } from "../network/message.ts";
import { DIALOG_COPIED, DIALOG_COPY } from "../sip/dialogs.ts";

/** What is said beside SIP to keep bindings and dialogs. */
export interface Said extends Omit<BindingsMessage, "about"> {
  readonly about: BindingsMessage["about"] | "a call";
}

const copying = (name: string): Said => ({
  name,
  about: "a call",
  port: 5062,
  text: (message) => `${name} ${subjectOf(message)}`,
});

/** By kind of message. */
export const SAID: Readonly<Record<number, Said>> = {
  ...SAID_FOR_BINDINGS,
  [DIALOG_COPY]: copying("dialog"),
  [DIALOG_COPIED]: copying("dialog copied"),
};
