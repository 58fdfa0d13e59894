// The notices that go with copies of others' work: the packages inside a bundle, and the fonts.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./inputs.mjs";

const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Folders of the packages of which there is something in these bundles. */
const packagesIn = (metafiles) =>
  new Set(
    metafiles
      .flatMap(({ outputs }) => Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs)))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .flatMap(([path]) => PACKAGE.exec(path.replace(/^[a-z][\w-]+:/, ""))?.[0] ?? []),
  );

/**
 * Names, versions and licences of the packages in bundles, each licence once.
 *
 * @param metafiles what esbuild says of the bundles
 * @param others folders of packages of which something is copied as it is
 */
export function noticesOf(metafiles, others = []) {
  const namesByText = new Map();
  for (const folder of [...packagesIn(metafiles), ...others].sort()) {
    const place = join(root, folder);
    const { name, version, license, author } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
    const file = readdirSync(place).find((one) => /^(?:licen[sc]e|copying)(?:\.\w+)?$/i.test(one));
    const text =
      file !== undefined && existsSync(join(place, file))
        ? readFileSync(join(place, file), "utf8").replaceAll("\r\n", "\n").trim()
        : `Licence: ${license}. Author: ${author?.name ?? author ?? "see the package"}.`;
    namesByText.set(text, [...(namesByText.get(text) ?? []), `${name} ${version}`]);
  }
  return [...namesByText].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`).join(`\n${"-".repeat(80)}\n\n`);
}
