import { isTrue, type Note } from "./attributes.ts";
import type { Command } from "./commands.ts";

/**
 * Leaves out the challenges that a scenario waits for, each with its ACK and the request that answers it: the simulated servers do
 * not authenticate. What labels lead to is moved with the rest. Challenges that something else answers, or nothing, stay: they are the other side's.
 */
export function withoutChallenges(commands: Command[], labels: Map<string, number>, note: Note): void {
  let from = 0;
  for (;;) {
    const at = commands.findIndex(({ kind, element }, i) => i >= from && kind === "receive" && isTrue(element, "auth"));
    const challenge = commands[at];
    if (challenge?.kind !== "receive") return;
    const first = at - 1 - [...commands.slice(0, at)].reverse().findIndex(({ kind }) => kind === "send");
    const again = commands.findIndex(
      (command, index) => index > at && command.kind === "send" && command.message.request !== "ACK",
    );
    const [asked, answer] = [commands[first], commands[again]];
    const method = asked?.kind === "send" ? asked.message.request : null;
    const isAnswered =
      !challenge.optional &&
      challenge.next === null &&
      method !== null &&
      answer?.kind === "send" &&
      answer.message.request === method &&
      (answer.message.authenticates || answer.message.hasFieldAsHeader) &&
      commands.slice(at + 1, again).every(({ kind, next }) => kind !== "receive" && next === null);
    if (!isAnswered) {
      note(
        challenge.element.span,
        `the challenge (${challenge.message.status}) is played by the other side of the call: the simulated servers do not authenticate`,
      );
      from = at + 1;
      continue;
    }
    note(
      challenge.element.span,
      `the challenge (${challenge.message.status}) and the ${method} that answers it are left out: the simulated servers do not authenticate; their load can be put into the service time`,
    );
    const count = again - at + 1;
    commands.splice(at, count);
    for (const [label, index] of labels) if (index > at) labels.set(label, Math.max(at, index - count));
  }
}
