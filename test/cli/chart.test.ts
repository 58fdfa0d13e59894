/** `sipnines chart` on a real run, in every format. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "chart-"));
beforeAll(async () => {
  await ensureBuilt();
  const { code, stderr } = await invoke(
    "run",
    "scenarios/failover-iprs.yaml",
    "--replications",
    "4",
    "--out",
    join(folder, "run"),
    "--quiet",
  );
  expect(code, stderr).toBeLessThan(2);
});

test("all formats of a run's failover, twice the same bytes", async () => {
  const words = (name: string) => [
    "chart",
    join(folder, "run"),
    "--type",
    "timeline",
    "--as",
    "svg,png,pdf,vl,tex",
    "--out",
    join(folder, name),
    "--json",
  ];
  const [first, second] = [await invoke(...words("a")), await invoke(...words("b"))];
  expect(first.stderr).toBe("");
  const said = JSON.parse(first.stdout);
  expect(said).toMatchObject({ type: "timeline", width: { mm: 85 } });
  expect(said.alt).toMatch(/^After the fault: detected 1\.2\d+ s, /);
  expect(second.code).toBe(0);
  for (const ending of [".svg", ".png", ".pdf", ".vl.json", ".tex"]) {
    const [one, other] = ["a", "b"].map((name) => readFileSync(join(folder, `${name}${ending}`)));
    expect(one!.length).toBeGreaterThan(300);
    // The label in a table is the name of its file.
    if (ending === ".tex") expect(one!.toString().replace("tab:a", "tab:b")).toBe(other!.toString());
    else expect(Buffer.compare(one!, other!), ending).toBe(0);
  }
  const [svg, pdf] = [".svg", ".pdf"].map((ending) => readFileSync(join(folder, `a${ending}`), "latin1"));
  expect(svg).toMatch(/^<svg[^>]* width="85mm"/);
  expect(pdf).toMatch(/\+DejaVuSans/);
});

test("a plain CSV and the committed figures of the thesis can be drawn", async () => {
  const out = join(folder, "fig12.svg");
  const { code, stdout, stderr } = await invoke(
    "chart",
    "results/thesis/fig12.csv",
    "--metric",
    "unavailability",
    "--by",
    "mttfHours",
    "--series",
    "servers",
    "--out",
    out,
  );
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(`${out}\nCaption: Availability by MTTF and servers. Data: fig12.csv. Source: fig12.csv.\n`);
  expect(readFileSync(out, "utf8")).toContain("99.999 %");
});

test("what is not there is pointed at, with what is", async () => {
  const csv = join(folder, "x.csv");
  writeFileSync(csv, "rate,failedCalls\n1,2\n");
  const refused = async (...words: string[]) => {
    const { code, stdout, stderr } = await invoke("chart", ...words);
    expect([code, stdout]).toEqual([2, ""]);
    return stderr;
  };
  expect(await refused(join(folder, "run"), "--metric", "failedCals")).toContain("Did you mean failedCalls?");
  expect(await refused(csv, "--theme", "papr")).toContain("Did you mean paper?");
  expect(await refused(csv, "--out", "x.jpeg")).toContain("a name that ends in .svg");
  expect(await refused(`${root}docs`)).toContain("without a result");
  expect(await refused(join(folder, "nowhere"))).toContain("no directory");
});
