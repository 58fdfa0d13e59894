/** The site of docs/: its links lead somewhere, nobody is asked for anything, and a browser has nothing to complain about. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaints, executablePath, launch, open } from "../cli/browser.ts";
import { root } from "./page.ts";

/** With `npm run test:docs`. */
const isThorough = process.env["SIPNINES_DOCS"] !== undefined;

const folder = mkdtempSync(join(tmpdir(), "site-"));
const site = join(folder, "site");
const buildInto = (out: string) =>
  spawnSync(process.execPath, [join(root, "scripts/site.mjs"), "--out", out], { encoding: "utf8" });

const built = buildInto(site);
/** Its packages come from a registry at the first use. */
const isWithoutPackages = built.status === 3;
if (isWithoutPackages) process.stderr.write(`The site is not tried: ${built.stderr.trim().split("\n").at(-1)}\n`);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Place {
  readonly tag: string;
  readonly attribute: string;
  readonly target: string;
}

/** What stands in a page, by its address: places that lead elsewhere, and anchors. */
interface Written {
  readonly html: string;
  readonly places: readonly Place[];
  readonly ids: readonly string[];
}

const LEADING = /\s(href|src|srcset|action|data|poster|data-index)="([^"]*)"/g;

function read(address: string): Written {
  const html = readFileSync(join(site, address), "utf8");
  const tags = [...html.replaceAll(/<script>[\s\S]*?<\/script>/g, "").matchAll(/<([a-z][a-z0-9]*)\b[^>]*>/g)];
  return {
    html,
    places: tags.flatMap(([tag, name]) =>
      [...tag.matchAll(LEADING)].map(([, attribute, target]) => ({
        tag: name!,
        attribute: attribute!,
        target: target!.replaceAll("&amp;", "&"),
      })),
    ),
    ids: tags.flatMap(([tag]) => /\sid="([^"]*)"/.exec(tag)?.[1] ?? []),
  };
}

const isElsewhere = (target: string): boolean => /^(?:[a-z]+:|\/)/.test(target);

describe.skipIf(isWithoutPackages)("the site", () => {
  const files = new Set<string>();
  const pages = new Map<string, Written>();
  beforeAll(() => {
    expect(built.status, built.stderr).toBe(0);
    for (const entry of readdirSync(site, { recursive: true }) as string[])
      if (statSync(join(site, entry)).isFile()) files.add(entry.split("\\").join("/"));
    for (const file of files) if (file.endsWith(".html")) pages.set(file, read(file));
  });

  /** Where a relative link of a page leads: a file of the site, and a place in it. */
  const goal = (address: string, target: string) => {
    const [path, fragment] = target.split("#") as [string, string?];
    const file = path === "" ? address : posix.join(posix.dirname(address), decodeURI(path.split("?")[0]!));
    return { file, fragment };
  };

  test("links, images and anchors lead to what is there", () => {
    const wrong: string[] = [];
    let followed = 0;
    for (const [address, { places }] of pages) {
      for (const { tag, target } of places) {
        if (isElsewhere(target)) continue;
        followed++;
        const { file, fragment } = goal(address, target);
        const isThere =
          files.has(file) && (fragment === undefined || pages.get(file)?.ids.includes(decodeURI(fragment)));
        if (!isThere) wrong.push(`${address}: <${tag}> ${target}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(followed).toBeGreaterThan(5000);
  });

  test("an anchor names one place", () => {
    for (const [address, { ids }] of pages) {
      const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
      expect(twice, address).toEqual([]);
    }
  });

  test("nothing is loaded from elsewhere", () => {
    const loaded: string[] = [];
    for (const [address, { html, places }] of pages) {
      const inStyles = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>|style="([^"]*)"/g)].join(" ");
      if (/url\(\s*["']?(?!#|data:)|@import/.test(inStyles)) loaded.push(`${address}: a style`);
      for (const { tag, attribute, target } of places)
        if (tag !== "a" && isElsewhere(target) && !target.startsWith("data:image/"))
          loaded.push(`${address}: <${tag} ${attribute}="${target}">`);
    }
    const style = readFileSync(join(site, "assets/style.css"), "utf8");
    expect(style).toContain("--paper: #");
    // A brace too many, or what is no style at all, and a browser reads none of it.
    expect(style).not.toContain("${");
    expect(style.split("{").length).toBe(style.split("}").length);
    expect(style).not.toMatch(/url\(|@import/);
    expect(loaded).toEqual([]);
    const outwards = [...pages.values()].flatMap(({ places }) => places.filter(({ target }) => isElsewhere(target)));
    expect(outwards.filter(({ target }) => target.startsWith("/"))).toEqual([]);
  });

  test("every page is reached from the front page by links", () => {
    const reached = new Set(["index.html"]);
    for (const address of reached)
      for (const { tag, target } of pages.get(address)?.places ?? [])
        if (!isElsewhere(target) && (tag === "a" || tag === "form")) reached.add(goal(address, target).file);
    expect([...pages.keys()].filter((address) => !reached.has(address))).toEqual(["404.html"]);
  });

  test("titles and descriptions tell the pages apart", () => {
    const titles = new Map<string, string>();
    for (const [address, { html }] of pages) {
      if (address.startsWith("results/")) continue;
      const title = /<title>(.+)<\/title>/.exec(html)?.[1];
      expect(titles.get(title!), `${address}: ${title}`).toBeUndefined();
      titles.set(title!, address);
      const description = /<meta name="description" content="([^"]*)">/.exec(html)?.[1] ?? "";
      expect(description.length, `${address}: ${description}`).toBeGreaterThan(20);
      expect(html.match(/<h1\b/g), address).toHaveLength(1);
    }
  });

  test("anchors are those of GitHub, where a heading is repeated as well", () => {
    const anchors = (address: string) =>
      [...pages.get(address)!.html.matchAll(/<h2 id="([^"]+)"/g)].map(([, id]) => id);
    // Written by hand after the rule: small letters, signs left out, a hyphen for each space.
    expect(anchors("docs/theory.html")).toContain(
      "detection-and-false-suspicion-closed-formdetection-lawts-false-suspicionts",
    );
    expect(anchors("CHANGELOG.html").length).toBeGreaterThan(0);
    expect(anchors("CONTRIBUTING.html")).toContain("how-to-add-");
  });

  test("braces in a page are text", () => {
    expect(pages.get("docs/decisions/0014-a-site-of-the-pages.html")!.html).toContain(">{{ title }}</code>");
  });

  test("code is highlighted, and a table scrolls by itself", () => {
    expect(pages.get("scenarios/failover-iprs.html")!.html).toContain('<span class="hljs-attr">preset:</span>');
    for (const [address, { html }] of pages)
      if (!address.startsWith("results/"))
        expect(html.match(/<table>/g)?.length ?? 0, address).toBe(
          html.match(/class="wide"[^>]*>\s*<table>/g)?.length ?? 0,
        );
  });

  test("every file has its page; one that nobody would find, or a link that leads to none, stops the build", async () => {
    const load = (name: string) => import(pathToFileURL(join(root, "tools/site", name)).href);
    const { navigationOf } = (await load("navigation.mjs")) as { navigationOf(pages: readonly unknown[]): unknown };
    const { addressOf } = (await load("sources.mjs")) as { addressOf(source: string): string };
    const ofFolder = (name: string, end: RegExp) =>
      (readdirSync(join(root, name), { recursive: true }) as string[])
        .filter((file) => end.test(file))
        .map((file) => posix.join(name, file));
    const others = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "results/thesis/index.html"];
    const all: { source: string; scenario?: object }[] = [
      ...[...others, ...ofFolder("docs", /\.md$/), ...ofFolder("notebooks", /\.ipynb$/)].map((source) => ({ source })),
      ...ofFolder("scenarios", /\.yaml$/).map((source) => ({ source, scenario: {} })),
    ];
    expect(all.filter(({ source }) => !pages.has(addressOf(source)))).toEqual([]);
    expect(() => navigationOf(all)).not.toThrow();
    expect(() => navigationOf([...all, { source: "docs/new.md" }])).toThrow("No reader would find docs/new.md");
    expect(() => navigationOf(all.filter(({ source }) => source !== "docs/trust.md"))).toThrow("names docs/trust.md");
    const { markdownOf } = (await load("markdown.mjs")) as {
      markdownOf(addresses: ReadonlyMap<string, string>): { render(text: string, env: { source: string }): string };
    };
    const markdown = markdownOf(
      new Map([
        ["docs/a.md", "docs/a.html"],
        ["README.md", "index.html"],
      ]),
    );
    const render = (text: string) => markdown.render(text, { source: "docs/a.md" });
    expect(render("[b](../README.md#start), `README.md`")).toContain('href="../index.html#start"');
    expect(() => render("[b](../src/index.ts)")).toThrow("docs/a.md links to ../src/index.ts");
    expect(render("README.md")).toBe("<p>README.md</p>\n");
  });

  test("a scenario's page says how it is run and which pages speak of it", () => {
    const { html } = pages.get("scenarios/failover-iprs.html")!;
    expect(html).toContain("npx sipnines run scenarios/failover-iprs.yaml");
    expect(html).toContain('href="../docs/first-hour.html"');
    expect(pages.get("scenarios/cluster-4.html")!.html).toContain("npx sipnines availability scenarios/cluster-4.yaml");
    expect(readFileSync(join(site, "scenarios/failover-iprs.yaml"))).toEqual(
      readFileSync(join(root, "scenarios/failover-iprs.yaml")),
    );
  });

  test.runIf(isThorough)("a second build gives the same bytes", () => {
    const again = join(folder, "again");
    expect(buildInto(again).status).toBe(0);
    for (const file of files)
      expect(readFileSync(join(again, file)).equals(readFileSync(join(site, file))), file).toBe(true);
  });

  test("no folder that holds something else is emptied", () => {
    const { status, stderr } = buildInto(root);
    expect(stderr).toContain("is no site");
    expect(status).toBe(2);
  });

  describe.skipIf(executablePath === undefined)("in a browser", () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser?.close());

    const PHONE = { viewport: { width: 390, height: 844 } };
    const DARK = { colorScheme: "dark" as const };
    /** One page of each kind, in one look; the second in every run. */
    const looks: readonly [string, Parameters<typeof open>[2]][] = [
      ["docs/first-hour.html", {}],
      ["docs/how-to-detectors.html", { ...PHONE, ...DARK }],
      ["scenarios/vrrp-crossed.html", DARK],
      ["404.html", {}],
      ["index.html", PHONE],
      ["gallery.html", PHONE],
      ["docs/reference-scenario.html", DARK],
      ["docs/api/statistics.html", {}],
      ["docs/checks/SN101.html", DARK],
      ["notebooks/why-ppdr-collapses.html", PHONE],
    ];
    test.each(isThorough ? looks : looks.slice(1, 2))(
      "%s %j is accessible, fits, asks for nothing and says nothing",
      async (address, look) => {
        const { page, messages, requests } = await open(browser, join(site, address), look);
        expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBe(
          0,
        );
        expect([messages, requests]).toEqual([[], []]);
        // Last: the checker itself asks for the style once more, and says that it may not.
        expect(await complaints(page)).toEqual([]);
        await page.context().close();
      },
    );

    test("the search finds names, parts of names and places, from disk, by keys", async () => {
      const { page, messages, requests } = await open(browser, join(site, "docs/faults.html"));
      const field = page.getByRole("searchbox", { name: "Search all pages" });
      await field.fill("gratuitous arp");
      const found = page.locator(".found a");
      await found.first().waitFor();
      await field.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      expect(await page.evaluate("document.activeElement.href")).toContain(
        (await found.nth(1).getAttribute("href"))!.replace("../", ""),
      );
      await page.keyboard.press("Escape");
      expect(await found.first().isVisible()).toBe(false);
      await field.fill("sipnines zyzzyva");
      await page.getByText("Nothing is found").waitFor();
      // Where it is defined comes before where it is used; a name is found by its parts.
      for (const [query, place] of [
        ["outageTime", "reference-metrics.html"],
        ["farm mttf", "analysis.html#farmtolerablemttf"],
      ] as const) {
        await field.fill(query);
        await page.locator(`.found li:first-child a[href*="${place}"]`).waitFor();
      }
      await field.fill("set-up time");
      await field.press("Enter");
      await page.waitForURL(/search\.html\?q=set-up/);
      const results = page.locator("#results a");
      await results.first().waitFor();
      const href = await results.first().getAttribute("href");
      expect([messages, requests]).toEqual([[], []]);
      expect(await complaints(page)).toEqual([]);
      await results.first().click();
      await page.waitForURL(`**/${href}`);
      await page.context().close();
    });
  });
});
