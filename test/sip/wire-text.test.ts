/** The text of messages by itself, against what RFC 3261 asks of it. */
import { expect, test } from "vitest";
import { type Spoken, sipText } from "../../src/sip/wire.ts";

const INVITE: Spoken = {
  ...{
    method: "INVITE",
    status: null,
    concern: { of: "call", number: 17 },
    cseq: 1,
    user: 3,
    path: [{ ip: "10.0.0.5", branch: "" }],
    passed: 0,
    origin: -1,
    contact: 0,
    contacts: [],
  },
  ...{ refusal: "none", credentials: "none", recordRoute: true, expires: 0, target: 2 },
  ...{ client: "10.0.0.1", server: "10.0.0.9", service: "10.0.0.5" },
};
const headers = (spoken: Partial<Spoken>, name: string): string[] =>
  [...sipText({ ...INVITE, ...spoken }).matchAll(new RegExp(`^${name}: (.*)\r$`, "gm"))].map(([, value]) => value!);
const branch = (spoken: Partial<Spoken>) => /branch=(.*)/.exec(headers(spoken, "Via").at(-1)!)![1];

test("an ACK for a failure and a CANCEL are of the INVITE's transaction, an ACK for a 200 and a BYE are not (§9.1, §13.2.2.4, §17.1.1.3)", () => {
  const invite = branch({});
  expect(branch({ status: 200 })).toBe(invite);
  expect(branch({ method: "ACK", refusal: "by the callee" })).toBe(invite);
  expect(branch({ method: "ACK", refusal: "by a server" })).toBe(invite);
  expect(branch({ method: "CANCEL" })).toBe(invite);
  const own = [
    invite,
    branch({ method: "ACK" }),
    branch({ method: "BYE", cseq: 2 }),
    branch({ target: 3 }),
    branch({ cseq: 2 }),
  ];
  expect(new Set(own).size).toBe(own.length);
});

test("each call has a caller, a Call-ID and a session of its own", () => {
  const other: Partial<Spoken> = { concern: { of: "call", number: 18 } };
  for (const name of ["From", "Call-ID", "Contact"]) expect(headers({}, name)).not.toEqual(headers(other, name));
  expect(headers({}, "From")[0]).toMatch(/^<sip:caller17@/);
  expect(headers({ concern: { of: "nothing" } }, "From")[0]).toMatch(/^<sip:caller0@/);
  expect(sipText(INVITE)).toContain("\r\no=caller17 18 1 IN IP4 10.0.0.1\r\n");
});

test("a request that begins a dialog has no tag in To, an ACK and a BYE have the callee's, whose answers have it from 101 on (§8.1.1.2, §12.1)", () => {
  const tag = (spoken: Partial<Spoken>) => headers(spoken, "To")[0]!.split(";tag=")[1];
  const callees = tag({ status: 180 });
  expect(callees).toBeDefined();
  expect([tag({}), tag({ method: "CANCEL" }), tag({ status: 100 })]).toEqual([undefined, undefined, undefined]);
  expect([tag({ method: "ACK" }), tag({ method: "BYE" }), tag({ status: 200 })]).toEqual([callees, callees, callees]);
  expect(tag({ status: 503, refusal: "by a server" })).not.toBe(callees);
});

test("a proxy adds a Via and takes one from Max-Forwards; the route it laid is followed within the dialog alone (§16.6, §16.12)", () => {
  expect([headers({}, "Via"), headers({ passed: 1 }, "Via")].map(({ length }) => length)).toEqual([1, 2]);
  // What a stateful proxy says for itself has the branch of its INVITE, and no Via below.
  const [pushed, ...below] = headers({ method: "CANCEL", passed: 1, origin: 0 }, "Via");
  expect(below).toEqual([]);
  expect(pushed).toBe(headers({ passed: 1 }, "Via")[0]);
  expect([headers({}, "Max-Forwards"), headers({ passed: 1 }, "Max-Forwards")]).toEqual([["70"], ["69"]]);
  const route = "<sip:10.0.0.5;lr>";
  expect([headers({}, "Route"), headers({}, "Record-Route"), headers({ passed: 1 }, "Record-Route")]).toEqual([
    [],
    [],
    [route],
  ]);
  expect([headers({ method: "BYE" }, "Route"), headers({ method: "BYE", passed: 1 }, "Route")]).toEqual([[route], []]);
  expect(headers({ method: "ACK" }, "Route")).toEqual([route]);
  expect(headers({ method: "ACK", refusal: "by the callee" }, "Route")).toEqual([]);
});
