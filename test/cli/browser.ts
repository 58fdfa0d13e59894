/** A page in a real browser: Debian's chromium, driven by playwright-core. Nothing but files may be read. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const executablePath = PLACES.find((path) => existsSync(path));
if (executablePath === undefined)
  process.stderr.write(`No browser in ${PLACES.join(", ")}: pages are not looked at in one.\n`);

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath!, args: ["--no-sandbox"] });

export interface Seen {
  readonly page: Page;
  /** What the page said on the console, errors included. */
  readonly messages: string[];
  /** What it asked of the network; all of it was refused. */
  readonly requests: string[];
}

type Look = Parameters<Browser["newContext"]>[0];

/** Opens a file from disk; resolves when its charts are drawn, if it has a script that says so. */
export async function open(browser: Browser, file: string, look: Look = {}): Promise<Seen> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, ...look });
  const page = await context.newPage();
  const [messages, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(String(error)));
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith("file:")) return route.continue();
    requests.push(url);
    return route.abort();
  });
  await page.goto(pathToFileURL(file).href);
  if ((await page.locator("body > script").count()) > 0)
    await page.waitForSelector("html[data-ready]", { timeout: 240_000 });
  return { page, messages, requests };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What a checker of accessibility complains about: rule and place. */
export const complaints = (page: Page): Promise<string[]> =>
  page.evaluate(
    `${axe};axe.run().then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map(({html}) => id + ": " + html.slice(0, 200))))`,
  );
