import type { Traffic } from "../../sip/traffic.ts";
import type { Scenario } from "../scenario.ts";
import { calleeFlow, callerFlow } from "./export-flow.ts";
import { exportReadme } from "./export-readme.ts";
import { flowCommands, scenarioXml } from "./write-flow.ts";
import { OPTIONS_TEXT, registerText } from "./write-message.ts";
import { runScript } from "./write-script.ts";

/**
 * A scenario's traffic as SIPp would make it against real servers: scenarios, users, a shell script that runs them, and a page
 * that says what else belongs to the experiment.
 *
 * @returns name of each file and its text
 */
export function exportToSipp(scenario: Scenario): ReadonlyMap<string, string> {
  const { traffic, title } = scenario;
  const { calls, options, registration } = traffic;
  const files = new Map<string, string>();
  const write = (name: string, about: string, commands: readonly string[]) =>
    files.set(name, scenarioXml(`${title}: ${name.replace(".xml", "")}`, about, commands));
  if (calls !== null) {
    write("caller.xml", "Callers.", flowCommands(callerFlow(calls, traffic), calls.hold));
    write("callee.xml", "Callees.", flowCommands(calleeFlow(calls, traffic), calls.ring));
    files.set("callees.csv", calleesCsv(traffic));
  }
  const retrans = ` retrans="${traffic.timers.t1 * 1000}"`;
  write("registrant.xml", "One user registers once.", [
    `<send${retrans} start_rtd="1">\n<![CDATA[\n\n${registerText(registration.expires)}\n]]>\n</send>`,
    '<recv response="100" optional="true"/>',
    '<recv response="200" rtd="1"/>',
  ]);
  files.set("users.csv", `SEQUENTIAL\n${userNames(traffic.users).join(";\n")};\n`);
  if (options !== null)
    write("requester.xml", "One OPTIONS request.", [
      `<send${retrans} start_rtd="1">\n<![CDATA[\n\n${OPTIONS_TEXT}\n]]>\n</send>`,
      '<recv response="200" rtd="1"/>',
    ]);
  files.set("run.sh", runScript(scenario));
  files.set("README.md", exportReadme(scenario));
  return files;
}

const userNames = (users: number): string[] =>
  Array.from({ length: users }, (_, i) => `user${String(i).padStart(String(users - 1).length, "0")}`);

/** Whom calls go to: any user, or in rounds every other user in turn. */
function calleesCsv({ users, calls }: Traffic): string {
  const names = userNames(users);
  if (calls?.arrivals.kind !== "rounds") return `RANDOM\n${names.join(";\n")};\n`;
  const pairs = names.flatMap((caller) => names.filter((callee) => callee !== caller));
  return `SEQUENTIAL\n${pairs.join(";\n")};\n`;
}
