import { expect, test } from "vitest";
import { isRefusedArgument } from "../../src/units/refused-argument.ts";

const thrown = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

test("a refusal of ours is one, what the engine throws is not", () => {
  expect(isRefusedArgument(new RangeError("mttr: found -4; expected ≥ 0"))).toBe(true);
  const deep = (): number => 1 + deep();
  const ours = [
    deep,
    () => new Array(-1),
    () => new Float64Array(-1),
    () => new ArrayBuffer(2 ** 60),
    () => "x".repeat(-1),
    () => "x".repeat(2 ** 30),
    () => (1).toFixed(101),
    () => (1).toPrecision(0),
    () => Buffer.alloc(4).readUInt32LE(3),
    () => new Float64Array(1).set([1, 2]),
  ];
  for (const act of ours) {
    const error = thrown(act);
    expect(error, String(act)).toBeInstanceOf(RangeError);
    expect(isRefusedArgument(error), (error as Error).message).toBe(false);
  }
});
