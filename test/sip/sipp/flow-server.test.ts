/** A callee by its flow, held to what the real SIPp answers. */
import { expect, test } from "vitest";
import { Kernel } from "../../../src/kernel/kernel.ts";
import { extraOf, kindOf, messageOf } from "../../../src/network/message.ts";
import type { Network } from "../../../src/network/network.ts";
import { Calls } from "../../../src/sip/calls.ts";
import { Kind, PROVISIONAL, STATUS } from "../../../src/sip/message.ts";
import { FlowServer } from "../../../src/sip/sipp/flow-server.ts";
import { LONG_TALKS, TALKS, type Talk } from "./talks.ts";
import { playable } from "./xml.ts";

/** What the model answers to the requests of a talk, which nothing delays. */
function answersOf({ callee, requests }: Talk) {
  const engine = new Kernel();
  const calls = new Calls();
  const heard: [number, number, string][] = [];
  const network = {
    send(_: number, message: number, envelope: number) {
      const kind = kindOf(message);
      const status =
        kind === Kind.RINGING
          ? PROVISIONAL[extraOf(envelope)]
          : kind === Kind.FAIL_INVITE
            ? STATUS[extraOf(envelope)]
            : 200;
      heard.push([Math.round(engine.now * 1e6) / 1e6, status!, kind === Kind.OK_BYE ? "BYE" : "INVITE"]);
    },
  } as unknown as Network;
  const options = {
    retransmission: true,
    t2: 4,
    pause: (length: { kind: string; value?: number } | null) => {
      const value = length?.value ?? 0;
      return { constant: value, sample: () => value };
    },
    random: { uniform: () => 0.5 },
  };
  const server = new FlowServer({
    engine,
    network,
    host: 0,
    calls,
    flow: playable(...callee).flow,
    caller: null,
    options: options as never,
  });
  const call = calls.begin(0, 0, 0);
  const arrive = engine.register("arrives", (kind) => server.receive(messageOf(kind as Kind, call), 0));
  for (const [at, method] of requests) engine.after(at, arrive, Kind[method], 0);
  engine.run(requests.at(-1)![0] + 0.3);
  return heard;
}

test.each([...TALKS, ...LONG_TALKS])("$title", (talk) => {
  expect(answersOf(talk)).toEqual(talk.answers);
});
