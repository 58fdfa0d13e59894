import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "./built.ts";

beforeAll(ensureBuilt);

test("--help comes within 50 ms of bare Node", () => {
  const empty = join(mkdtempSync(join(tmpdir(), "sipnines-start-")), "empty.mjs");
  writeFileSync(empty, "");
  const time = (args: string[]) => {
    const start = performance.now();
    execFileSync(process.execPath, args, { stdio: "ignore" });
    return performance.now() - start;
  };
  // Other tests run beside this one: the quickest of many runs, taken in turn, is the program's own time.
  let [own, bare] = [Infinity, Infinity];
  for (let run = 0; run < 60 && (run < 8 || own - bare >= 50); run++) {
    own = Math.min(own, time([`${root}bin/sipnines.mjs`, "--help"]));
    bare = Math.min(bare, time([empty]));
  }
  expect(own - bare).toBeLessThan(50);
});
