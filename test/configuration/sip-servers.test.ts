/** kamailio.cfg and opensips.cfg: what the preprocessor leaves, what modules are told, what routes call. */
import { describe, expect, test } from "vitest";
import { kamailioFacts } from "../../src/configuration/kamailio/read.ts";
import { opensipsFacts } from "../../src/configuration/opensips/read.ts";
import { KAMAILIO_CFG, OPENSIPS_CFG } from "./samples.ts";
import { given, lines, told } from "./told.ts";

const DEFAULT = "default of kamailio 5.6.3";
function kamailio(text: string, more: Record<string, string> = {}) {
  const { tree, remarks } = given({ k: text, ...more });
  return { facts: kamailioFacts(tree, "k", remarks), remarks };
}

describe("kamailio.cfg", () => {
  const { facts, remarks } = kamailio(KAMAILIO_CFG);
  const calls = (kind: string, name: string): string[] =>
    facts.routes
      .find((route) => route.kind === kind && route.name === name)!
      .calls.map((call) => `${call.name}(${call.arguments.join(",")})`);

  test("it listens where it says, under the name that it advertises", () => {
    expect(facts.listens.map(({ place, ...rest }) => [place.line, rest])).toEqual([
      [10, { protocol: "udp", host: "192.0.2.2", port: 5060, advertised: "198.51.100.7:5060", workers: null }],
      [11, { protocol: "tcp", host: "192.0.2.2", port: 5060, advertised: null, workers: null }],
    ]);
  });

  test("processes for TCP are as many as for UDP unless they are written", () => {
    expect([facts.core.children, facts.core.tcp_children, facts.core.tcp_connection_lifetime].map(told)).toEqual([
      ...["4 k:9", "4 k:9", "3605 k:12"],
    ]);
    expect(told(kamailio("children=4\ntcp_children=2").facts.core.tcp_children)).toBe("2 k:2");
    expect(told(kamailio("").facts.core.children)).toBe(`8 ${DEFAULT}`);
    expect(told(facts.core.use_dns_failover)).toBe(`false ${DEFAULT}`);
  });

  test("modules of the branch that is taken, and their parameters in seconds", () => {
    expect(facts.modules.map(({ value }) => value)).toEqual([
      ...["tm", "sl", "rr", "usrloc", "registrar", "dispatcher"],
      ...["pv", "xlog", "textops", "siputils", "db_mysql"],
    ]);
    const { tm, usrloc, dispatcher, dmq } = facts.parameters;
    expect([tm!.fr_timer, tm!.fr_inv_timer].map(told)).toEqual(["2 k:27", `120 ${DEFAULT}`]);
    expect([usrloc!.db_mode, usrloc!.timer_interval, usrloc!.db_url].map(told)).toEqual([
      ...["2 k:29", `60 ${DEFAULT}`, "mysql://kam:secret@db.example.net/kamailio k:30"],
    ]);
    expect([dispatcher!.ds_ping_interval, dispatcher!.ds_probing_threshold, dispatcher!.flags].map(told)).toEqual([
      ...["3 k:22", `1 ${DEFAULT}`, "2 k:23"],
    ]);
    expect(dmq).toBeNull(); // not loaded
    expect(facts.otherParameters.map(({ module, name }) => `${module} ${name}`)).toEqual(["registrar received_avp"]);
  });

  test("processes of one socket are those before its listen, and of that one alone", () => {
    const { facts, remarks } = kamailio(
      "children=8\nsocket_workers=2\nlisten=udp:192.0.2.2:5060\nlisten=tcp:192.0.2.2:5060\n",
    );
    expect(facts.listens.map(({ workers }) => told(workers))).toEqual(["2 k:2", "null"]);
    expect(remarks.irrelevant).toEqual([]);
  });

  test("a module whose quotation mark is not closed ends with its line", () => {
    const { facts, remarks } = kamailio(
      'loadmodule "signaling.so # x\nloadmodule "tm.so"\nmodparam("tm", "fr_timer", 2000)\n',
    );
    expect(facts.modules.map(({ value }) => value)).toEqual(["signaling", "tm"]);
    expect(told(facts.parameters.tm!.fr_timer)).toBe("2 k:3");
    expect(lines(remarks.problems)).toEqual(["k:1 opens a quotation mark that is not closed in its line"]);
  });

  test("a quotation mark within a variable opens no string", () => {
    const { facts, remarks } = kamailio(
      'route[A] {\n$var(x) = $(ct{re.subst,/(m="[^"]*")//}{re.subst,/"//});\n}\nrequest_route {\nt_relay();\n}\n',
    );
    expect(facts.routes.map(({ kind }) => kind)).toEqual(["route", "request_route"]);
    expect(remarks.problems).toEqual([]);
  });

  test("one line for several modules is one for each", () => {
    const { facts } = kamailio(
      'loadmodule "usrloc"\nloadmodule "dispatcher"\nmodparam("usrloc|dispatcher", "db_url", "text://x")\n',
    );
    expect([facts.parameters.usrloc!.db_url, facts.parameters.dispatcher!.db_url].map(told)).toEqual([
      "text://x k:3",
      "text://x k:3",
    ]);
  });

  test("routes call what stands in them, not what stands in a string", () => {
    expect(calls("request_route", "")).toEqual(["record_route()", "save(location)", "route(DISPATCH)"]);
    expect(calls("route", "DISPATCH")).toEqual([
      "ds_select_dst(1,4)",
      "send_reply(503,No destination)",
      "t_on_failure(NEXT)",
      "t_relay()",
    ]);
    expect(calls("failure_route", "NEXT")).toEqual([
      "t_check_status(503)",
      "t_branch_timeout()",
      "ds_next_dst()",
      "t_relay()",
    ]);
  });

  test("a route that nobody enters is told as such", () => {
    expect(facts.routes.map(({ kind, name, isReached }) => [kind, name, isReached])).toEqual([
      ["request_route", "", true],
      ["route", "DISPATCH", true],
      ["route", "UNUSED", false],
      ["failure_route", "NEXT", true],
      ["event_route", "dispatcher:dst-down", true],
    ]);
  });

  test("nothing is left that is not understood", () => {
    expect(lines([...remarks.unknown, ...remarks.problems])).toEqual([]);
    expect(lines(remarks.irrelevant)).toEqual(["k:8 debug=2"]);
  });
});

test.each(["99999999999", "x", "", "1e3"])("a parameter of %j is told, and the default stands", (value) => {
  const { facts, remarks } = kamailio(`loadmodule "tm.so"\nmodparam("tm", "fr_timer", "${value}")\n`);
  expect(told(facts.parameters.tm!.fr_timer)).toBe(`30 ${DEFAULT}`);
  expect(lines(remarks.problems)).toEqual([`k:2 fr_timer ${value} is not a number; the default is taken`]);
});

describe("the preprocessor", () => {
  test("conditions nest, and lines are counted in what is left out", () => {
    const { facts } = kamailio(
      "#!ifdef A\n#!ifdef B\nchildren=1\n#!endif\nchildren=2\n#!else\n#!ifndef B\nchildren=3\n#!endif\n#!endif\n",
    );
    expect(told(facts.core.children)).toBe("3 k:8");
  });

  test("a version is compared with 5.6.3; another expression is taken to hold, and told", () => {
    const { facts, remarks } = kamailio(
      "#!ifexp KAMAILIO_VERSION >= 5007000\nchildren=1\n#!else\nchildren=2\n#!endif\n#!ifexp A && B\ntcp_children=3\n#!endif\n",
    );
    expect([facts.core.children, facts.core.tcp_children].map(told)).toEqual(["2 k:4", "3 k:7"]);
    expect(lines(remarks.unknown)).toEqual(["k:6 #!ifexp A && B: it is taken to hold"]);
  });

  test("definitions hold definitions, trydefine keeps what is there, a circle ends", () => {
    expect(told(kamailio("#!define N M\n#!define M 5\n#!trydef M 6\nchildren=N\n").facts.core.children)).toBe("5 k:4");
    expect(told(kamailio("#!define A B\n#!define B A\nchildren=A\n").facts.core.children)).toBe(`8 ${DEFAULT}`);
  });

  test("substitutions by an expression are not carried out: told, and no time is lost with them", () => {
    const { remarks } = kamailio(`#!subst "/(a+)+b/x/"\nalias="${"a".repeat(5000)}"\n`);
    expect(lines(remarks.unknown)).toEqual(['k:1 #!subst "/(a+)+b/x/"']);
  });

  test("files are taken in where they are named; one that may be missing is not missed", () => {
    const { facts, remarks } = kamailio(
      'import_file "local.cfg"\ninclude_file "params.cfg"\ninclude_file "gone.cfg"\nchildren=N\n',
      {
        "params.cfg": '#!define N 3\nloadmodule "tm.so"\n',
      },
    );
    expect(told(facts.core.children)).toBe("3 k:4");
    expect(facts.modules.map(told)).toEqual(["tm params.cfg:2"]);
    expect(lines(remarks.problems)).toEqual(["k:3 includes gone.cfg, which is not among the files that were named"]);
  });
});

test("a parameter of a module that is not loaded is told, unless a file is missing", () => {
  const line = 'modparam("dispatcher", "ds_ping_interval", 3)\n';
  expect(lines(kamailio(line).remarks.problems)).toEqual([
    "k:1 ds_ping_interval is set for dispatcher, which is not loaded",
  ]);
  expect(kamailio(`include_file "gone.cfg"\n${line}`).remarks.problems).toHaveLength(1);
});

describe("opensips.cfg", () => {
  const opensips = (text: string) => {
    const { tree, remarks } = given({ o: text });
    return { facts: opensipsFacts(tree, "o", remarks), remarks };
  };

  test("names of earlier versions, the misspelt one, and the URL that stands for all modules", () => {
    const { facts, remarks } = opensips(
      'db_default_url="postgres://h/d"\nloadmodule "tm.so"\nloadmodule "usrloc.so"\nloadmodule "dispatcher.so"\nmodparam("tm", "fr_timer", 20)\nmodparam("tm", "fr_inv_timer", 60)\nmodparam("dispatcher", "ds_probing_threshhold", 10)\nsocket=udp:192.0.2.2:5060 use_workers 5 as 198.51.100.7:5060\n',
    );
    const { tm, usrloc, dispatcher } = facts.parameters;
    const said = [tm!.fr_timeout, tm!.fr_inv_timeout, dispatcher!.ds_probing_threshold, usrloc!.db_url];
    expect(said.map(told)).toEqual(["20 o:5", "60 o:6", "10 o:7", "postgres://h/d o:1"]);
    expect(facts.listens.map(({ workers, advertised }) => [told(workers), advertised])).toEqual([
      ["5 o:8", "198.51.100.7:5060"],
    ]);
    expect(remarks.problems).toEqual([]);
  });

  test("what m4 quotes is read: its marks are no strings", () => {
    const text =
      'ifelse(`HOMER\',`yes\',`\nsocket=hep_udp:192.0.2.2:9060\n\')\nloadmodule "tm.so"\nmodparam("tm", "fr_timeout", 5)\n';
    const { facts, remarks } = opensips(
      `${text}ifelse(\`x',\`yes',\`\nloadmodule "hep.so"\n')\nroute {\nt_relay();\n}\n`,
    );
    expect(told(facts.parameters.tm!.fr_timeout)).toBe("5 o:5");
    expect(facts.routes.map(({ calls }) => calls.map(({ name }) => name))).toEqual([["t_relay"]]);
    expect(lines(remarks.problems)).toEqual([expect.stringContaining("template for m4")]);
  });

  const { tree, remarks } = given({ o: OPENSIPS_CFG });
  const facts = opensipsFacts(tree, "o", remarks);
  const OPENSIPS = "default of opensips 3.4.18";

  test("sockets, workers and modules in OpenSIPS's words", () => {
    expect(facts.listens.map(({ protocol, host, port, advertised }) => [protocol, host, port, advertised])).toEqual([
      ["udp", "192.0.2.5", 5060, "198.51.100.8"],
      ["tcp", "2001:db8::5", 5060, null],
    ]);
    expect([facts.core.udp_workers, facts.core.tcp_workers].map(told)).toEqual(["6 o:2", `8 ${OPENSIPS}`]);
    const { tm, usrloc, clusterer, dispatcher } = facts.parameters;
    expect([tm!.fr_timeout, tm!.T1_timer, usrloc!.working_mode_preset, clusterer!.ping_interval].map(told)).toEqual([
      ...["5 o:8", `0.5 ${OPENSIPS}`, "full-sharing-cluster o:11", `4 ${OPENSIPS}`],
    ]);
    expect([dispatcher!.ds_ping_interval, dispatcher!.ds_probing_threshold].map(told)).toEqual([
      "10 o:16",
      `3 ${OPENSIPS}`,
    ]);
    expect(facts.routes.map(({ kind, isReached }) => [kind, isReached])).toEqual([
      ["route", true],
      ["failure_route", true],
    ]);
    expect(lines([...remarks.unknown, ...remarks.problems])).toEqual([]);
  });

  test("before 3.0 workers were children; a template for m4 is told", () => {
    const older = given({ o: "children=3\nlisten=udp:192.0.2.1:5060\n" });
    expect(told(opensipsFacts(older.tree, "o", older.remarks).core.udp_workers)).toBe("3 o:1");
    const template = given({ o: "define(`X', `1')\nudp_workers=2\n" });
    opensipsFacts(template.tree, "o", template.remarks);
    expect(lines(template.remarks.problems)[0]).toMatch(/^o:1 is a template for m4/);
  });
});
