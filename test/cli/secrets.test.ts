import { expect, test } from "vitest";
import { CommandLine, withoutSecrets } from "../../src/cli/command-line.ts";
import { queueAddress } from "../../src/cli/study/queue-option.ts";

test("a password in a URL is never told again, whatever stands in it", () => {
  for (const password of ["simple", "a:b", "a@b", "a/b@c:d"])
    for (const user of ["", "me"]) {
      const url = `rediss://${user}:${password}@host:6379/2`;
      expect(withoutSecrets(url)).toBe(`rediss://${user}:***@host:6379/2`);
      expect(new CommandLine(["worker", "--queue", url]).text).not.toContain(password);
      expect(new CommandLine([`--queue=${url}`]).text).not.toContain(password);
    }
  expect(withoutSecrets("redis://host:6379/2")).toBe("redis://host:6379/2");
});

test("a mistake in an address is pointed at without telling its password", () => {
  for (const url of ["redis://:secret@host/x", "redis://:secret@:6379", "redis://:secret@host:port"]) {
    const line = new CommandLine(["worker", "--queue", url]);
    let said = "";
    try {
      queueAddress(url, undefined, line);
    } catch (error) {
      said = JSON.stringify(error);
    }
    expect(said).toContain("problems");
    expect(said).not.toContain("secret");
  }
});
