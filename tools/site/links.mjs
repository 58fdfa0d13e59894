// Links between files of the repository become links between pages of the site, relative, so that it opens from disk and from any path.
import { posix } from "node:path";

/** From one place of the site to another. */
export const relativeTo = (from, to) => posix.relative(posix.dirname(from), to) || posix.basename(to);

/** Where a link of a page leads in the site; what is no path stays. */
function hrefOf(target, source, addresses) {
  if (/^(?:[a-z]+:|#)/.test(target)) return target;
  const [path, fragment] = target.split("#");
  const file = posix.join(posix.dirname(source), decodeURI(path)).replace(/\/$/, "");
  const address = addresses.get(file);
  if (address === undefined)
    throw new Error(
      `${source} links to ${target}, which is no page of the site: link to a page, or name the file in \`code\`.`,
    );
  return relativeTo(addresses.get(source), address) + (fragment === undefined ? "" : `#${fragment}`);
}

/** Markdown-it's plugin. Scenario files that a page names in `code` are linked as well. */
export function linksOfSite(markdown, addresses) {
  markdown.core.ruler.push("links-of-site", ({ tokens, env, Token }) => {
    for (const { children } of tokens.filter(({ type }) => type === "inline")) {
      let depth = 0;
      for (let index = 0; index < children.length; index++) {
        const token = children[index];
        depth += { link_open: 1, link_close: -1 }[token.type] ?? 0;
        for (const name of ["href", "src"])
          if (token.attrGet(name) !== null) token.attrSet(name, hrefOf(token.attrGet(name), env.source, addresses));
        if (token.type !== "code_inline" || depth > 0 || !addresses.has(token.content)) continue;
        const open = new Token("link_open", "a", 1);
        open.attrSet("href", relativeTo(addresses.get(env.source), addresses.get(token.content)));
        children.splice(index, 1, open, token, new Token("link_close", "a", -1));
        index += 2;
      }
    }
  });
}
