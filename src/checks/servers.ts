/** What checks of SIP servers ask. */
import type { Place, Said } from "../configuration/place.ts";
import type { Dispatch } from "../deployment/dispatch.ts";
import type { SipServer } from "../deployment/sip-server.ts";
import type { Seen, Trial } from "./check.ts";

/** A director: a host that sends calls to destinations of its dispatcher. */
export interface Director {
  readonly node: string;
  readonly server: SipServer;
  readonly dispatch: Dispatch;
}

export const directorsOf = ({ hosts }: Seen): readonly Director[] =>
  hosts.flatMap(({ name, sip }) =>
    sip?.dispatch == null ? [] : [{ node: name, server: sip, dispatch: sip.dispatch }],
  );

/** Whether some dispatcher.list has a destination with the flag 8, which `ds_probing_mode` 3 asks. */
export const isFlagged = ({ readings }: Seen): boolean =>
  readings.some(
    (one) =>
      one.kind === "dispatcher-list" && one.facts.destinations.some(({ flags }) => (flags.value & PROBING) !== 0),
  );
const PROBING = 8;

/** Hosts that keep bindings. */
export const registrarsOf = ({ hosts }: Seen) =>
  hosts.flatMap(({ name, sip }) =>
    sip?.bindings == null ? [] : [{ node: name, server: sip, bindings: sip.bindings }],
  );

/** Where a value is written; else where its module is loaded, or the beginning of the file. */
export function lineOf(said: Said<unknown> | null, server: SipServer, module: string): Place {
  if (said?.origin.kind === "written") return said.origin.place;
  const loaded = server.facts.modules.find(({ value }) => value === module);
  return loaded?.origin.kind === "written" ? loaded.origin.place : { file: server.path, line: 1 };
}

/** The death of one of the servers behind directors; undefined where there is none. */
export function proxyDies({ behind: [proxy] }: Seen): Trial | undefined {
  return proxy === undefined ? undefined : { when: `${proxy} dies`, fault: `kill: ${proxy}, kind: host` };
}

export const withTrial = (trial: Trial | undefined): { readonly trial?: Trial } =>
  trial === undefined ? {} : { trial };
