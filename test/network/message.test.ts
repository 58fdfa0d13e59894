import { expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { SimjsEngine } from "../../src/kernel/simjs-engine.ts";
import { KINDS, kindOf, messageOf, SUBJECTS, subjectOf } from "../../src/network/message.ts";

test("every kind and the highest subject come out of a message as they went in, also past either engine", () => {
  const messages = [0, 1, SUBJECTS / 2, SUBJECTS - 1].flatMap((subject) =>
    Array.from({ length: KINDS }, (_, kind) => ({ kind, subject })),
  );
  for (const engine of [new Kernel(), new SimjsEngine()]) {
    const arrived: unknown[] = [];
    const read = (message: number) => arrived.push({ kind: kindOf(message), subject: subjectOf(message) });
    const arrive = engine.register("arrive", read);
    for (const { kind, subject } of messages) engine.lane(1).send(arrive, messageOf(kind, subject), 0);
    engine.run(2);
    expect(arrived).toEqual(messages);
  }
});
