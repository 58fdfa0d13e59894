import fc from "fast-check";
import { expect, test } from "vitest";
import { components, isUp } from "../../src/structure/evaluation.ts";
import { allOf, anyOf, atLeast } from "../../src/structure/expression.ts";
import { structures, upSets } from "./structures.ts";

fc.configureGlobal({ seed: 2008 });

test("a service of a network, a proxy pair and 2 of 3 registrars", () => {
  const needs = allOf("network", anyOf("proxy-a", "proxy-b"), atLeast(2, "reg-1", "reg-2", "reg-3"));
  expect(components(needs)).toEqual(["network", "proxy-a", "proxy-b", "reg-1", "reg-2", "reg-3"]);
  expect(isUp(needs, new Set(["network", "proxy-b", "reg-1", "reg-3"]))).toBe(true);
  expect(isUp(needs, new Set(["network", "proxy-b", "reg-3"]))).toBe(false);
  expect(isUp(needs, new Set(["proxy-a", "proxy-b", "reg-1", "reg-2", "reg-3"]))).toBe(false);
});

test("a component mentioned twice is one component", () => {
  const needs = anyOf(allOf("switch", "a"), allOf("switch", "b"));
  expect(components(needs)).toEqual(["switch", "a", "b"]);
  expect(isUp(needs, new Set(["a", "b"]))).toBe(false);
});

test("repairing a component never stops a service", () => {
  fc.assert(
    fc.property(structures, upSets, fc.string({ minLength: 1, maxLength: 1 }), (needs, up, repaired) => {
      if (isUp(needs, up)) expect(isUp(needs, new Set([...up, repaired]))).toBe(true);
    }),
  );
});

test("with all components up every service is up, with none up every one is down", () => {
  fc.assert(
    fc.property(structures, (needs) => {
      expect(isUp(needs, new Set(components(needs)))).toBe(true);
      expect(isUp(needs, new Set())).toBe(false);
    }),
  );
});

test("atLeast(1) is anyOf and atLeast(n) is allOf", () => {
  fc.assert(
    fc.property(fc.array(structures, { minLength: 1, maxLength: 4 }), upSets, (parts, up) => {
      expect(isUp(atLeast(1, ...parts), up)).toBe(isUp(anyOf(...parts), up));
      expect(isUp(atLeast(parts.length, ...parts), up)).toBe(isUp(allOf(...parts), up));
    }),
  );
});
