import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { invoke } from "../cli/in-process.ts";

test("the page with its stories stays under 2 MB", async () => {
  const folder = mkdtempSync(join(tmpdir(), "play-"));
  try {
    const out = join(folder, "page.html");
    expect((await invoke("play", "iprs", "--out", out, "--quiet")).code).toBe(0);
    const { size } = statSync(out);
    expect(size).toBeLessThan(2_000_000);
    expect(size).toBeGreaterThan(1_000_000); // the model is in it
  } finally {
    rmSync(folder, { recursive: true });
  }
});
