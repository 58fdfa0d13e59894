/** SIPp scenarios for tests, as short as SIPp would still read them. */

import { Source } from "../../../src/notation/source.ts";
import { readSipp, type SippScenario } from "../../../src/scenario/sipp/read-sipp.ts";

export const scenarioOf = (...commands: readonly string[]): string =>
  `<?xml version="1.0"?>\n<scenario name="test">\n${commands.join("\n")}\n</scenario>\n`;

/** A command that sends a message with this first line. */
export const send = (firstLine: string, attributes = "", headers = ""): string =>
  `<send ${attributes}><![CDATA[\n\n${firstLine}\nVia: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n${headers}\n]]></send>`;
export const request = (method: string, attributes = "", headers = ""): string =>
  send(`${method} sip:[service]@[remote_ip] SIP/2.0`, attributes, headers);
export const response = (status: number, attributes = ""): string => send(`SIP/2.0 ${status} Whatever`, attributes);
export const recv = (what: string | number, attributes = ""): string =>
  `<recv ${typeof what === "number" ? "response" : "request"}="${what}" ${attributes}/>`;

/** The default flows, with nothing optional left out. */
export const CALL = [
  request("INVITE", 'retrans="500"'),
  recv(180, 'optional="true"'),
  recv(200),
  request("ACK"),
  request("BYE", 'retrans="500"'),
  recv(200),
];
export const ANSWER = [
  recv("INVITE"),
  response(180),
  response(200, 'retrans="500"'),
  recv("ACK"),
  recv("BYE"),
  response(200),
];

/** Everything that is said about a scenario that cannot be played: "line:column found; expected …". */
export function complaintsOf(text: string): string[] {
  const { scenario, complaints } = readSipp(new Source("test.xml", text));
  if (scenario !== null) return [];
  return complaints.map(({ span, found, expected }) => {
    const { line, column } = span.source.position(span.start);
    return `${line}:${column} ${found}; expected ${expected}`;
  });
}

/** A scenario that can be played. */
export function playable(...commands: readonly string[]): SippScenario {
  const { scenario, complaints } = readSipp(new Source("test.xml", scenarioOf(...commands)));
  if (scenario === null) throw new Error(complaints.map(({ found }) => found).join("; "));
  return scenario;
}
