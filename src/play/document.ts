import { escapeHtml } from "../report/html/markup.ts";
import type { Piece } from "./protocol.ts";

/** A script and its SHA-256 in base64, by which the policy of a page knows it. */
export interface Parts {
  readonly page: { readonly text: string; readonly sha256: string };
  /** The worker's script. */
  readonly worker: string;
  readonly style: string;
}

/** What a page holds, as JSON in it. */
export interface Held {
  /** What it plays when it is opened; null: a choice of stories is offered. */
  readonly piece: Piece | null;
  /** The story whose guide it opens with, by its name. */
  readonly story: string | null;
  /** The scenarios of all stories, by the names of these. */
  readonly stories: Readonly<Record<string, Piece>>;
}

/** In a script element a less-than sign could end it; its escape means the same to JSON. */
const json = (data: unknown): string => JSON.stringify(data).replaceAll("<", "\\u003c");

/**
 * The page as one file: it loads nothing, and runs no script but its own and that of its worker. What it holds goes in as data, whatever it says.
 */
export function playDocument(title: string, held: Held, { page, worker, style }: Parts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-${page.sha256}' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src data: blob:" />
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:," />
<style>
${style}</style>
</head>
<body>
<div id="app"></div>
<noscript><p>This page plays a simulation in your browser, and needs scripts for that. "sipnines run" and "sipnines trace" tell the same without one.</p></noscript>
<script type="application/json" id="held">${json(held)}</script>
<script type="text/plain" id="worker">${worker.replaceAll("</script", "<\\/script")}</script>
<script type="module">${page.text}</script>
</body>
</html>
`;
}
