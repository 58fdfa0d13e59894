import type { Note } from "./attributes.ts";
import type { Command } from "./commands.ts";

/** Requests that are a workload of their own, and who sends them. */
const ROLES = { REGISTER: "registrant", OPTIONS: "requester", SUBSCRIBE: "subscriber" } as const;

/** Sends one request that is no call. */
export type SingleRole = (typeof ROLES)[keyof typeof ROLES];

/** A flow of one REGISTER, OPTIONS or SUBSCRIBE and its 200, which servers answer themselves; null if it is something else. */
export function singleRequest(commands: readonly Command[], note: Note): SingleRole | null {
  const request = commands.find((command) => command.kind === "send")?.message.request ?? "";
  if (!Object.hasOwn(ROLES, request)) return null;
  const isNotify = (command: Command) =>
    request === "SUBSCRIBE" && command.kind === "receive" && command.message.request === "NOTIFY";
  const belongs = (command: Command): boolean => {
    if (command.kind === "send")
      return command.message.request === request || (request === "SUBSCRIBE" && command.message.request === null);
    if (command.kind === "pause" || command.optional || isNotify(command)) return true;
    return isSuccess(command.message.status, request);
  };
  const sent = commands.filter((command) => command.kind === "send" && command.message.request === request).length;
  if (sent !== 1 || !commands.every(belongs)) return null;
  for (const command of commands)
    if (isNotify(command))
      note(
        command.element.span,
        "NOTIFY and its answer are left out: a simulated subscription is a SUBSCRIBE and its 200",
      );
  return ROLES[request as keyof typeof ROLES];
}

/** 200, or for a SUBSCRIBE the older 202 (RFC 6665 §8.3.1). */
const isSuccess = (status: number | null, request: string): boolean =>
  status === 200 || (status === 202 && request === "SUBSCRIBE");
