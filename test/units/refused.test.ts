/** A refusal is told in parts; what only looks like one is a fault of the program. */
import { expect, test } from "vitest";
import { NoAnswer, Refused, sentence } from "../../src/units/refused.ts";
import { UnitError } from "../../src/units/unit-error.ts";

test("a refusal has its parts, and a sentence of them", () => {
  const one = new Refused("-4", "a finite time > 0", "mttr", "Leave it out.");
  expect({ ...one.complaints[0] }).toEqual({
    ...{ found: "-4", expected: "a finite time > 0", path: ["mttr"], hint: "Leave it out." },
  });
  expect(one.message).toBe("mttr: found -4; expected a finite time > 0. Leave it out.");
  const both = Refused.all([
    one.complaints[0]!,
    { found: "0", expected: "1", path: ["groups", 2, "active"], hint: "" },
  ]);
  expect(both.message.split("\n")).toEqual([one.message, "groups.2.active: found 0; expected 1."]);
  expect(both).toMatchObject({ found: "-4", path: ["mttr"] });
  expect(sentence({ found: "x", expected: "y", path: [], hint: "" })).toBe("found x; expected y.");
});

test("units and questions without an answer are refusals too", () => {
  expect(new UnitError("a", "b", ["c"], "d")).toBeInstanceOf(Refused);
  expect(new UnitError("a", "b").inside("ring").path).toEqual(["ring"]);
  const none = new NoAnswer("The chain is too large", "Use fewer stages.");
  expect(none).toBeInstanceOf(Refused);
  expect(none.message).toBe("The chain is too large. Use fewer stages.");
});
