/** What is said of an internal error: no stack, but how to see it again. */
export function ourFault(error: unknown, words: readonly string[]): string {
  const { message, code }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  const command = ["sipnines", ...words].join(" ").replace(/(\brediss?:\/\/[^:\s]*:)\S*@/g, "$1***@"); // no passwords
  if (code === "EMFILE" || code === "ENFILE")
    return `The system gives no more file descriptors (${message}).\nRaise the limit, as in: ulimit -n 1024; then: ${command}\n`;
  return `Internal error: ${message}\nThis makes it happen again: ${command}\n`;
}
