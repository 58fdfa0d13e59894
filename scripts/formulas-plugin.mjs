// A build keeps what formulas need of mathjs in a file of its own (src/formula/late.ts). Tests run the sources, where there is no such
// file: they take the twin that browsers take.
/** @type {import("vite").Plugin} */
export const formulasForVite = {
  name: "formulas",
  enforce: "pre",
  resolveId(source, importer) {
    return source.endsWith("/late.ts") && importer?.includes("/src/formula/")
      ? this.resolve(source.replace(/late\.ts$/, "late.browser.ts"), importer)
      : null;
  },
};
