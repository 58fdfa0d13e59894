import { testPage } from "./executed-page.ts";

testPage("docs/how-to-compare.md", 60_000);
