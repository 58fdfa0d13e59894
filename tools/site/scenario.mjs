// The page of a shipped scenario: what it is about, how to run it, where the pages speak of it, and its file.
import { posix } from "node:path";

/** How a scenario is tried: as a comment of the file says, or by what stands in it. */
function commands(text, { traffic, availability }) {
  const said = /^# Run it with: (?:npx )?sipnines ([a-z-]+)/m.exec(text)?.[1];
  if (said !== undefined) return [said];
  return [...(traffic === undefined ? [] : ["run", "play"]), ...(availability === undefined ? [] : ["availability"])];
}

/**
 * @param about `source`, the file's path; `text` and `scenario`, what stands in it as text and as data; `named`, the pages that name it
 */
export function markdownOfScenario({ source, text, scenario, named }) {
  const here = posix.dirname(source);
  const pages = named.map((page) => `[${page.title}](${posix.relative(here, page.source)})`);
  return `# ${scenario.title}

${(scenario.about ?? "").trim()}

\`\`\`sh
${commands(text, scenario)
  .map((command) => `npx sipnines ${command} ${source}`)
  .join("\n")}
\`\`\`

${pages.length === 0 ? "" : `Pages that speak of it: ${pages.join(" · ")}\n`}
## The file

<a href="${posix.basename(source)}" download>${source}</a>

\`\`\`yaml
${text.trimEnd()}
\`\`\`
`;
}
