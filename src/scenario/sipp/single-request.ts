import type { Note } from "./attributes.ts";
import type { Command } from "./commands.ts";
import type { Element } from "./tolerant-xml.ts";

/** Requests that are a workload of their own, and who sends them. */
const ROLES = { REGISTER: "registrant", OPTIONS: "requester", SUBSCRIBE: "subscriber" } as const;

/** Sends one request that is no call. */
export type SingleRole = (typeof ROLES)[keyof typeof ROLES];

/** A flow of one REGISTER, OPTIONS or SUBSCRIBE and its 200; null if it is something else. */
export function singleRequest(
  commands: readonly Command[],
  refuse: (at: Element, found: string, expected: string, hint?: string) => void,
  note: Note,
): SingleRole | null {
  const request = commands.find((command) => command.kind === "send")?.message.request ?? "";
  if (!Object.hasOwn(ROLES, request)) return null;
  let seen = 0;
  for (const command of commands) {
    const { element } = command;
    if (command.kind === "send") {
      const { request: method, status } = command.message;
      if (method === request) {
        if (seen++ > 0) refuse(element, `a second ${request}`, `one ${request} for each flow`);
      } else if (request !== "SUBSCRIBE" || method !== null)
        refuse(
          element,
          `${method ?? status} in one flow with ${request}`,
          `a flow of one ${request}, or a call`,
          "Put them into two files: they are two workloads.",
        );
    } else if (command.kind === "receive" && request === "SUBSCRIBE" && command.message.request === "NOTIFY")
      note(element.span, "NOTIFY and its answer are left out: a simulated subscription is a SUBSCRIBE and its 200");
    else if (command.kind === "receive" && !command.optional && !isSuccess(command.message.status, request))
      refuse(
        element,
        `a wait for ${command.message.status ?? command.message.request}`,
        "the 200, and optional responses",
      );
  }
  return ROLES[request as keyof typeof ROLES];
}

/** 200, or for a SUBSCRIBE the older 202 (RFC 6665 §8.3.1). */
const isSuccess = (status: number | null, request: string): boolean =>
  status === 200 || (status === 202 && request === "SUBSCRIBE");
