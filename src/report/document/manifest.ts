/** What made a result, and how to make it again. */
import { code, details, escapeHtml, type Html, link, paragraph } from "../html/markup.ts";
import { type Section, section } from "../html/page.ts";
import { table } from "../html/table.ts";

export interface Manifest {
  readonly version: string;
  readonly model: string;
  /** The command as it was typed, without where its output went; null where it was not written down. */
  readonly command: string | null;
  readonly entries: readonly (readonly [string, string])[];
  /** Files beside the report. */
  readonly files: readonly string[];
  /** Texts that went in, by the name of their file. */
  readonly texts: readonly (readonly [name: string, text: string])[];
}

const preformatted = (text: string): Html => ({ html: `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>` });

export const manifestSection = ({ version, model, command, entries, files, texts }: Manifest): Section =>
  section(
    "manifest",
    "How to make it again",
    ...(command === null ? [] : [paragraph("This command makes the same numbers again:"), preformatted(command)]),
    table({
      caption: "What the result was made from",
      columns: [{ title: "Item" }, { title: "Value" }],
      rows: [["sipnines", version], ["model", model], ...entries].map(([name, value]) => [name!, code(value!)]),
    }),
    ...(files.length === 0
      ? []
      : [
          {
            html: `<p>Beside this page: ${files.map((file) => (/^[\w][\w./-]*$/.test(file) ? link(file, file).html : escapeHtml(file))).join(", ")}.</p>`,
          },
        ]),
    ...texts.map(([name, text]) => details(`The text of ${name}`, preformatted(text))),
  );
