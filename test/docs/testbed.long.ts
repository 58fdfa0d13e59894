import { testPage } from "./executed-page.ts";

testPage("docs/testbed.md");
