/** A link carries a scenario to another page, for ever; and whatever else stands in an address does no harm. */
import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { linkOf, sharedIn } from "../../src/play/link/link.ts";
import { Stream } from "../../src/random/stream.ts";
import { less } from "../long.ts";
import { pieceOf, WorkerInProcess } from "./in-process.ts";

const shared = { piece: pieceOf("failover-iprs"), time: 10.025, speed: 0.01 };
const linkWith = (data: unknown, version = 1): string =>
  `#v${version}.${deflateRawSync(typeof data === "string" ? data : JSON.stringify(data)).toString("base64url")}`;
const flat = { ...shared.piece, time: shared.time, speed: shared.speed };

test("what a link carries comes out as it went in, names and all", async () => {
  const companions = { "flow.xml": "<scenario/>", constructor: "ü\u2028" };
  const all = { ...shared, piece: { ...shared.piece, companions, replication: 3 } };
  const link = await linkOf(all);
  expect(link).toMatch(/^#v1\.[\w-]+$/);
  expect(await sharedIn(link!)).toEqual(all);
});

test("a link that was made on 2026-12-01 is read", async () => {
  const link =
    "#v1.FckxCsMwDAXQq4g_m9AESkFb75HFOCoVOLaRFWgJuXvw-t6Jj2YBo0W16R_3jACXn4Ph6lmY3jRuLdHSV12SHyZMJzWTLs6kzTpda7GjDO4iG9NrCAJS3VssWksHn1eAScuaomst4CXAdRfwvEzPgN5ENvBjmq8b";
  expect(await sharedIn(link)).toEqual({
    piece: {
      file: "pair.yaml",
      text: "title: A pair\narchitecture: { preset: iprs }\nrun: { seed: 7 }\n",
      companions: {},
      replication: 2,
    },
    time: 12.5,
    speed: 0.1,
  });
});

test("what is no link is left alone, and what is a broken one is told", async () => {
  for (const hash of ["", "#", "#story", "#v", "#v1", "#vx.abc", "v1.abc"]) expect(await sharedIn(hash)).toBeNull();
  const link = (await linkOf(shared))!;
  expect(await sharedIn(linkWith(flat))).toEqual(shared);
  expect(await sharedIn(link.slice(0, -9))).toMatch(/broken/);
  expect(await sharedIn(`${link}!`)).toMatch(/broken/);
  expect(await sharedIn(linkWith(flat, 2))).toMatch(/version 2.*up to version 1/);
  for (const wrong of [
    ...["[]", "null", "7", "{", '"x"', `${"[".repeat(100_000)}`],
    ...[{ text: 7 }, { file: "x".repeat(201) }, { companions: [] }, { companions: { a: 1 } }, { replication: 0.5 }],
    ...[{ replication: -1 }, { time: -1 }, { time: "1" }, { time: null }, { speed: 0 }, { speed: 1e9 }],
  ])
    expect(await sharedIn(linkWith(typeof wrong === "string" ? wrong : { ...flat, ...wrong }))).toMatch(/broken/);
});

test("sizes are bounded both ways: nothing long is made, and little does not become much", async () => {
  const random = new Stream("noise", 1);
  const noise = Array.from({ length: 40_000 }, () => String.fromCharCode(33 + random.integer(90))).join("");
  expect(await linkOf({ ...shared, piece: { ...shared.piece, text: noise } })).toBeNull();
  expect(await sharedIn(linkWith({ ...flat, text: noise }))).toMatch(/longer than 32000/);
  const bomb = linkWith({ ...flat, text: "\n".repeat(10_000_000) });
  expect(bomb.length).toBeLessThan(32_000);
  expect(await sharedIn(bomb)).toMatch(/broken/);
});

test("ten thousand random strings throw nothing", async () => {
  const random = new Stream("strings", 2);
  const link = (await linkOf(shared))!;
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_#.v=%<\u0000é";
  for (let i = 0; i < less(1500, 10_000); i++) {
    const noise = Array.from({ length: random.integer(40) }, () => ALPHABET[random.integer(ALPHABET.length)]).join("");
    const at = random.integer(link.length);
    const hash = [noise, `#v1.${noise}`, `${link.slice(0, at)}${noise}${link.slice(at + noise.length)}`][i % 3]!;
    const found = await sharedIn(hash);
    expect(found === null || typeof found === "string" || typeof found.piece.text === "string").toBe(true);
  }
});

test("hostile texts are read like any file: told what is wrong with them, or taken by their word", async () => {
  const worker = new WorkerInProcess();
  const bombs = Array.from(
    { length: 12 },
    (_, i) => `a${i}: &a${i} [${i === 0 ? "x" : `*a${i - 1}, *a${i - 1}, *a${i - 1}`}]`,
  );
  const hostile = [
    ...["", "\u0000", "- - - -", "a: [", "%YAML 9", "run: *nobody", "? {}\n: run", `${"[".repeat(20_000)}`],
    ...["run: { stratify: 8\nx", "run: &r { stratify: 2 }\nx: *r\n  y", "__proto__: { a: 1 }", "constructor: x"],
    ...[bombs.join("\n"), "traffic: { calls: { sipp: constructor } }\narchitecture: { preset: iprs }"],
  ];
  for (const text of hostile) {
    const piece = { ...shared.piece, text };
    const { problems } = await worker.ask({ kind: "load", piece }, "refused");
    expect(problems.length).toBeGreaterThan(0);
  }
  const title = "</script><img src=x onerror=alert(1)>";
  const text = `title: ${JSON.stringify(title)}\narchitecture: { preset: iprs }\ntraffic: { calls: { rate: 1/s, duration: 1 s } }\n`;
  const { scene } = await worker.ask({ kind: "load", piece: { ...shared.piece, text } }, "scene");
  expect(scene.title).toBe(title);
});
