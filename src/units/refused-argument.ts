/** What the engine says when it has run out of something, or was called wrongly by us. */
const ENGINE =
  /^(?:Maximum call stack|Invalid (?:typed array|array|string|array buffer|count)|Array buffer allocation|(?:Map|Set) maximum|to(?:Fixed|Precision|Exponential|String)\(\)|Maximum BigInt|The value of "|Offset is outside|offset is out of bounds)/i;

/** Whether our code has refused an argument by a RangeError; those of the engine are faults of the program, never of what was asked. */
export const isRefusedArgument = (error: unknown): error is RangeError =>
  error instanceof RangeError && !ENGINE.test(error.message);
