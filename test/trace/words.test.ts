/** What a message is called, and that no two who speak beside SIP use the same kind. */
import { expect, test } from "vitest";
import { DETECTORS, type Detector } from "../../src/detectors/description.ts";
import { mechanismOf, SIGNALS } from "../../src/detectors/simulated.ts";
import { envelopeOf, KINDS, messageOf } from "../../src/network/message.ts";
import { isSip, Kind, statusIndex } from "../../src/sip/message.ts";
import { SAID } from "../../src/trace/said.ts";
import { wordsFor } from "../../src/trace/words.ts";

test("requests are called by their method, responses by their status and the method of the request", () => {
  const words = (kind: number, extra = 0) => wordsFor(messageOf(kind, 7), envelopeOf(3, 4, extra));
  expect([words(Kind.INVITE), words(Kind.ACK), words(Kind.ACK_FAIL)]).toEqual(["INVITE", "ACK", "ACK"]);
  expect([words(Kind.OK_BYE), words(Kind.RINGING)]).toEqual(["200 BYE", "180 INVITE"]);
  expect(words(Kind.FAIL_REGISTER, statusIndex(500))).toBe("500 REGISTER");
});

test("detectors, bindings and dialogs speak in kinds of their own, none of them SIP's", () => {
  const kinds = [SIGNALS, SAID].flatMap((said) => Object.keys(said).map(Number));
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(kinds.filter((kind) => isSip(kind) || kind >= KINDS)).toEqual([]);
  const names = kinds.map((kind) => wordsFor(messageOf(kind, 0), 0));
  expect(new Set(names).size).toBe(kinds.length);
  expect(names).toContain("beat");
});

test("detectors that share a kind of message call it by the same word, so that none renames what another says", () => {
  for (const kind of Object.keys(DETECTORS))
    expect(SIGNALS, kind).toMatchObject(mechanismOf({ kind } as Detector).says);
});
