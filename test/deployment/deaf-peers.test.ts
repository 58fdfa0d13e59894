/** Peers that disagree: the imported scenario has two masters, and check counts what that costs. */
import { expect, test } from "vitest";
import { pair } from "../../src/checks/examples.ts";
import { FileTree } from "../../src/configuration/file-tree.ts";
import { readConfiguration } from "../../src/configuration/read.ts";
import { importedScenario } from "../../src/deployment/scenario.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { worldOf } from "../architecture/fixture.ts";

const imported = (files: Readonly<Record<string, string>>) =>
  importedScenario(
    readConfiguration(new FileTree(Object.entries(files).map(([path, text]) => ({ path, text })))),
    null,
  );
const password = (text: string): string => `authentication {\nauth_type PASS\nauth_pass ${text}\n}`;
const unicast = (own: string, peer: string): string => `unicast_src_ip ${own}\nunicast_peer {\n${peer}\n}`;

const BOTH = ["{ at: 0 s, cut: [kam1, kam2], only: watches }"];
test.each([
  ["virtual_router_id", pair({}, { id: 52 }), BOTH],
  ["advert_int of version 2", pair({}, { lines: "advert_int 3" }), BOTH],
  ["vrrp_version", pair({ global: "vrrp_version 3" }, {}), BOTH],
  [
    "a password in its first eight characters",
    pair({ lines: password("secret-1") }, { lines: password("secret-2") }),
    BOTH,
  ],
  ["a password beyond them", pair({ lines: password("secret-12") }, { lines: password("secret-13") }), []],
  ["an address more", pair({}, { addresses: "192.0.2.10\n192.0.2.12" }), BOTH],
  [
    "the order of addresses",
    pair({ addresses: "192.0.2.12\n192.0.2.10" }, { addresses: "192.0.2.10\n192.0.2.12" }),
    [],
  ],
  [
    "advert_int of version 3, where the master's counts",
    pair({ global: "vrrp_version 3", lines: "advert_int 0.5" }, { global: "vrrp_version 3" }),
    [],
  ],
  [
    "a peer that the master does not name",
    pair({ lines: unicast("192.0.2.2", "192.0.2.4") }, { lines: unicast("192.0.2.3", "192.0.2.2") }),
    ["{ at: 0 s, cut: [kam1, kam2], only: watches, oneWay: true }"],
  ],
  [
    "peers that name each other",
    pair({ lines: unicast("192.0.2.2", "192.0.2.3") }, { lines: unicast("192.0.2.3", "192.0.2.2") }),
    [],
  ],
  ["unicast on one side", pair({ lines: unicast("192.0.2.2", "192.0.2.3") }, {}), BOTH],
])("%s", (_, files, lines) => {
  const { text, standing } = imported(files);
  expect(standing).toEqual(lines);
  const { scenario, problems } = parseScenario(text, "imported");
  expect(problems).toBeUndefined();
  const world = worldOf(scenario!);
  const names = new Map(world.nodes.map(({ host, name }) => [host, name]));
  world.start(0);
  world.engine.run(15); // longer than three intervals of 3 s and a skew
  const owners = world.network.addresses.owners(world.network.hosts).map((host) => names.get(host)!);
  expect(owners.toSorted()).toEqual(lines.length === 0 ? ["kam1"] : ["kam1", "kam2"]);
});

test("the lines say which file is the reason, and no password", () => {
  const { text } = imported(pair({ lines: password("firstone") }, { lines: password("otherone") }));
  expect(text).toContain("# assumed: kam1 takes no notice of kam2 (authentication, kam1/keepalived.conf:12)");
  expect(text).not.toMatch(/firstone|otherone/);
});

test("instances of one name and number with addresses of their own are no peers, and no host is made up for them", () => {
  const { text } = imported(pair({}, { addresses: "192.0.2.20" }));
  const { scenario, problems } = parseScenario(text, "imported");
  expect(problems).toBeUndefined();
  expect(scenario!.architecture.tiers[0]!.nodes.map(({ name }) => name)).toEqual(["kam1", "kam2"]);
  expect(scenario!.architecture.addresses.map(({ owner }) => owner)).toEqual(["kam1", "kam2"]);
});
