import { type Warning, warningJson } from "../../notation/warning.ts";
import { type Html, list, paragraph } from "../html/markup.ts";

/** What is legal in the scenario and almost surely not meant; nothing where there is nothing. */
export const warningList = (warnings: readonly Warning[]): Html[] =>
  warnings.length === 0
    ? []
    : [
        paragraph("Before you believe this:"),
        list(warnings.map((warning) => `${warning.path} (line ${warning.line}): ${warningJson(warning).message}`)),
      ];
