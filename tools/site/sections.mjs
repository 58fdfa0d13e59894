// What stands on a finished page: its headings, and its text between them, for the list of contents and for the search.

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#x27;": "'" };

const textOf = (html) =>
  html
    .replaceAll(/<a class="header-anchor".*?<\/a>/gs, "")
    .replaceAll(/<(?:annotation|style|script)\b.*?<\/(?:annotation|style|script)>/gs, "")
    .replaceAll(/<\/?(?:td|th|tr|p|li|pre|h\d|div)\b[^>]*>/g, " ")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&(?:amp|lt|gt|quot|#39|#x27);/g, (entity) => ENTITIES[entity])
    .replaceAll(/\s+/g, " ")
    .trim();

/** Headings below the title: level, `id`, text. */
export const headingsOf = (html) =>
  [...html.matchAll(/<h([23]) id="([^"]+)"[^>]*>(.*?)<\/h\1>/gs)].map(([, level, id, inside]) => ({
    level: Number(level),
    id,
    text: textOf(inside),
  }));

/** The text of a page from each heading to the next: `id` of the heading, its text, what stands below it. */
export const sectionsOf = (html) =>
  html.split(/(?=<h[1-6] id=)/).flatMap((part) => {
    const heading = /^<h[1-6] id="([^"]+)"[^>]*>(.*?)<\/h[1-6]>/s.exec(part);
    if (heading === null) return [];
    return [{ id: heading[1], heading: textOf(heading[2]), text: textOf(part.slice(heading[0].length)) }];
  });
