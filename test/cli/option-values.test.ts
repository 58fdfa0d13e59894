/** Sentences of the analyzer become problems that say what was found, what was expected and what to do, each once. */
import { expect, test } from "vitest";
import { refusalOf, refusalOfText } from "../../src/cli/option-values.ts";
import { Source } from "../../src/notation/source.ts";

test.each([
  [
    'found the undeclared event "x"; declare it, or correct its name.',
    'the undeclared event "x"',
    "a file that can be read",
    "Declare it, or correct its name.",
  ],
  ["found <foo>; expected a gate (and, or) or a reference.", "<foo>", "a gate (and, or) or a reference", ""],
  ["<or> found 0 parts; expected at least 1.", "0 parts in <or>", "at least 1", ""],
  ['gate "g" found 2 formulas; expected one.', '2 formulas in gate "g"', "one", ""],
  ["transitions[3]: found [1]; expected [from, to, rate].", "[1]", "[from, to, rate]", ""],
  [
    "found an empty list; a service that needs any of nothing is never up. Name at least one part.",
    "an empty list",
    "a file that can be read",
    "A service that needs any of nothing is never up; Name at least one part.",
  ],
  ["not well-formed XML: unclosed tag: a", "not well-formed XML: unclosed tag: a", "a file that can be read", ""],
])("%s", (message, found, expected, hint) => {
  const { problems } = refusalOfText("t.xml", "<a>\n", [{ line: 1, column: 1, message }]);
  expect(problems).toMatchObject([{ found, expected, hint, line: 1, column: 1 }]);
});

test("a sentence that names what it is about is told there", () => {
  const source = new Source("command line", "sipnines availability");
  const span = { source, start: 9, end: 21 };
  expect(refusalOf(new RangeError("mttf: found 0; expected a time > 0."), span, "availability").problems).toMatchObject(
    [{ path: "mttf", found: "0", expected: "a time > 0", hint: "" }],
  );
});
