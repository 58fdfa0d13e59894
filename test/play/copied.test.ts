/** What is copied from the page makes the same run on the command line, and says so truly. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { asCopied } from "../../src/play/text/copied.ts";
import { invoke } from "../cli/in-process.ts";
import { pieceOf, WorkerInProcess } from "./in-process.ts";

const told = { seed: 7, replication: 3, isChanged: true, companions: [], fingerprint: null };

for (const [name, replication] of [
  ["failover-iprs", 0],
  ["kamailio-keepalived", 2],
] as const)
  test(`${name}: the copy of a run with something done by hand has the fingerprint that its comment says`, async () => {
    const worker = new WorkerInProcess();
    const piece = { ...pieceOf(name, 12), replication };
    const edit = { kind: "fault", at: 3.000017, deed: { kill: "proxy-2", kind: "host" } } as const;
    const { text } = await worker.ask({ kind: "edit", text: piece.text, edit }, "text");
    const played = { ...piece, text };
    const { whole } = await worker.ask({ kind: "whole run", piece: played }, "whole run");
    const copying = { isChanged: true, fingerprint: whole.fingerprint };
    const copy = (await worker.ask({ kind: "copy", piece: played, copying }, "text")).text;
    expect(copy).toContain(`# tells its fingerprint: ${whole.fingerprint}\n`);
    expect(copy).not.toContain("expect:");
    expect(copy).toContain("- { at: 3.000017 s, kill: proxy-2, kind: host }");
    const folder = mkdtempSync(join(tmpdir(), "copied-"));
    try {
      const file = join(folder, "copy.yaml");
      writeFileSync(file, copy);
      const command = /sipnines (trace .*)$/m.exec(copy)![1]!.replace("FILE", file);
      const { stdout } = await invoke(...command.split(" "), "--quiet");
      expect(JSON.parse(stdout).fingerprint).toBe(whole.fingerprint);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

test("a whole run tells how far it is, and leaves off when something else is wanted", async () => {
  let clock = 0;
  const worker = new WorkerInProcess(() => (clock += 30));
  const piece = pieceOf("failover-iprs");
  const first = worker.ask({ kind: "whole run", piece }, "overtaken");
  await worker.ask({ kind: "check", piece }, "sound");
  await first;
  await worker.ask({ kind: "whole run", piece }, "whole run");
  const shares = worker.onTheWay.map((answer) => (answer.kind === "progress" ? answer.share : Number.NaN));
  expect(shares.length).toBeGreaterThan(3);
  for (const share of shares) expect(share >= 0 && share <= 1).toBe(true);
});

test("a copy keeps what is written, has its seed, and the copy of a copy one heading", () => {
  const text = "title: x # why\narchitecture: { preset: iprs }\nrun: { replications: 4 }\n";
  const once = asCopied(text, told);
  expect(once).toBe(`# Played with sipnines. This run again: sipnines trace FILE --replication 3 --json
# tells its fingerprint, by which two runs are known to be the same event for event.

title: x # why
architecture: { preset: iprs }
run: { replications: 4, seed: 7 }
`);
  expect(asCopied(once, told)).toBe(once);
  expect(asCopied(once, { ...told, fingerprint: "12-ab" })).toContain("# tells its fingerprint: 12-ab\n");
});

test("expectations stay as long as nothing was changed, and what is left out is said", () => {
  const text = "run: { seed: 1, stratify: 8 }\nexpect: { failedCalls: { equals: 0 } }\n";
  expect(asCopied(text, { ...told, isChanged: false })).toContain("expect:");
  const changed = asCopied(text, told);
  expect(changed).toContain("# Left out: expect,");
  expect(changed).toContain("# Left out: run.stratify,");
  expect(changed.endsWith("\n\nrun: { seed: 1 }\n")).toBe(true);
});

test("the name of a file cannot end the comment it stands in", () => {
  const copy = asCopied("run: { seed: 1 }\n", { ...told, companions: ["a\nfaults: []", "b\u2028c"] });
  expect(copy.split(/\r\n|[\n\u2028]/)[2]).toMatch(/^# It reads a\ufffdfaults: \[\], b\ufffdc, which/);
});
