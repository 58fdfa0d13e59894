/** Services drawn: who sends to whom, and what follows from a death. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { architectureDrawing, architectureInWords } from "../../src/report/document/architecture-drawing.ts";
import { verdicts } from "../../src/report/document/sweep-document.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const architectureOf = (name: string) => {
  const file = `scenarios/${name}.yaml`;
  return parseScenario(readFileSync(file, "utf8"), file).scenario!.architecture;
};

test("two sites stand beside each other: callers choose by priority, and neither sends to the other", () => {
  const svg = architectureDrawing(architectureOf("geo-redundant"), []);
  expect(svg).toContain("DNS SRV over 2 addresses, by priority");
  expect(svg.match(/l4 7l4 -7z/g)).toHaveLength(1); // straight down, to the first site
  expect(svg.match(/l7 4l-7 4z/g)).toHaveLength(1); // around it, to the second
});

test("monitors are sent nothing", () => {
  expect(architectureDrawing(architectureOf("anycast"), []).match(/l4 7l4 -7z/g)).toHaveLength(1);
  expect(architectureDrawing(architectureOf("dns-update"), []).match(/l4 7l4 -7z/g)).toHaveLength(1);
});

test("an anycast address stands at each active", () => {
  const anycast = architectureOf("anycast");
  expect(architectureDrawing(anycast, []).match(/>ANYCAST</g)).toHaveLength(3);
  expect(architectureInWords(anycast, [])).toContain("ANYCAST at every active of proxies.");
});

test("only a dispatcher has a dispatch list", () => {
  const words = (name: string) => architectureInWords(architectureOf(name), []);
  expect(words("dns-update")).toContain(
    "its DNS record is changed after 1 s; resolvers keep the old one for up to the TTL of 1 min.",
  );
  expect(words("anycast")).toContain("the route to it is withdrawn; the routers agree after 1 s.");
  expect(words("anycast")).toContain("copied to the standbys after a REGISTER is answered");
  expect(words("director")).toContain("taken off the dispatch list");
});

test("a verdict of a sweep says what was wanted, and a metric without a value was never measured", () => {
  const { html } = verdicts(
    "point,metric,atLeast,atMost,mean,verdict,moreReplications,because\n" +
      "rate=1/s,outageTime,1.2,1.3,,fails,,x\nrate=1/s,failedCalls,,5,7,fails,,x\nrate=1/s,createdCalls,3,3,3,holds,,x\n",
  );
  expect(html).toContain("rate=1/s: ✗ fails: outageTime is not measured, expected 1.20 s to 1.30 s (x)");
  expect(html).toContain("rate=1/s: ✗ fails: failedCalls is 7, expected at most 5 (x)");
  expect(html).toContain("1 of 3 expectations hold.");
});
