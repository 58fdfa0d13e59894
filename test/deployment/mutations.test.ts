/** Whatever is done to the files of a site, what is imported is a scenario without problems. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pair, registrarCfg } from "../../src/checks/examples.ts";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { importedScenario } from "../../src/deployment/scenario.ts";
import { Xoshiro } from "../../src/random/xoshiro.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import * as samples from "../configuration/samples.ts";
import { less } from "../long.ts";

const FOLDER = "scenarios/configurations";
const SITE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    readdirSync(FOLDER)
      .flatMap((host) => readdirSync(`${FOLDER}/${host}`).map((name) => `${host}/${name}`))
      .map((path) => [path, readFileSync(`${FOLDER}/${path}`, "utf8")]),
  ),
  "corosync.conf": samples.COROSYNC_CONF,
  "cib.xml": samples.CIB_XML,
  "db.example.com": samples.ZONE,
  "db1/my.cnf": samples.MY_CNF,
  "edge/haproxy.cfg": samples.HAPROXY_CFG,
  "other/keepalived.conf": samples.KEEPALIVED_CONF,
  "open/opensips.cfg": samples.OPENSIPS_CFG,
  "kam/kamailio.cfg": samples.KAMAILIO_CFG,
};
/** A pair of balancers that do not agree, without a dispatcher. */
const BALANCED: Readonly<Record<string, string>> = {
  ...pair({ lines: "unicast_src_ip 192.0.2.2\nunicast_peer {\n192.0.2.3\n}" }, { id: 52 }),
  "kam1/haproxy.cfg": samples.HAPROXY_CFG,
  "kam2/haproxy.cfg": samples.HAPROXY_CFG,
  "reg1/kamailio.cfg": registrarCfg('listen=tcp:192.0.2.21:5060\nmodparam("usrloc", "db_mode", 3)'),
  "reg2/kamailio.cfg": registrarCfg("listen=tcp:192.0.2.22:5060"),
  "db.example.com": samples.ZONE,
  "db1/my.cnf": samples.MY_CNF,
  "db2/my.cnf": samples.MY_CNF,
};
const WORDS = [
  "0",
  "1",
  "255",
  "-1",
  "0.05",
  "100000",
  "MASTER",
  "BACKUP",
  "{",
  "}",
  "\n",
  "nopreempt\n",
  "x y",
  "1.5",
  "99999999999",
  "'",
  '"',
  "#",
];

test.each([
  ["directors by dispatcher", SITE],
  ["balancers that disagree", BALANCED],
])("%s: files left out, and words changed, taken away and repeated", (_, site) => {
  const random = new Xoshiro();
  random.state.set([3, 1, 4, 1]);
  const dice = (below: number): number => Math.floor(random.uniform() * below);
  const mutated = (text: string): string => {
    const words = text.split(/(\s+)/);
    for (let more = dice(4); more > 0; more--) {
      const at = dice(words.length);
      const how = dice(3);
      if (how === 0) words[at] = WORDS[dice(WORDS.length)]!;
      else if (how === 1) words.splice(at, 1 + dice(3));
      else words.splice(at, 0, words[dice(words.length)]!);
    }
    return words.join("");
  };
  const wrong: unknown[] = [];
  for (let i = 0; i < less(40, 10_000); i++) {
    const files = Object.entries(site)
      .filter(() => dice(3) > 0)
      .map(([path, text]) => ({ path, text: mutated(text) }));
    const { text } = importedScenario(readConfiguration(new FileTree(files)), null);
    const { problems } = parseScenario(text, "imported");
    if (problems !== undefined) wrong.push([problems[0], files]);
  }
  expect(wrong).toEqual([]);
});
