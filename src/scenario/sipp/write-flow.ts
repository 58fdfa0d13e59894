import type { Distribution } from "../../distributions/description.ts";
import { quantileOf } from "../../distributions/law.ts";
import type { Flow, FlowMessage, Method, Step } from "../../sip/sipp/flow.ts";
import { gamma } from "../../special/gamma-function.ts";
import { INVITES_BRANCH, type Placed, requestBackText, requestText, responseText } from "./write-message.ts";

/** Most values of an empirical law that are written one by one; more are thinned to so many quantiles. */
const VALUES_MAX = 100;

/** A number as an attribute: twelve digits say it, and no more than are needed. */
export const attribute = (value: number): string => String(Number(value.toPrecision(12)));
const milliseconds = (seconds: number): string => attribute(seconds * 1000);
const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!);

/** A SIPp scenario around these commands. */
export const scenarioXml = (name: string, about: string, commands: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<!-- ${about.replaceAll("--", "- -")} -->
<scenario name="${escaped(name)}">
${commands.map((command) => `${command.replace(/^(?=.)/gm, "  ")}\n`).join("")}
  <ResponseTimeRepartition value="10, 20, 50, 100, 200, 500, 1000, 2000, 5000"/>
  <CallLengthRepartition value="100, 1000, 10000, 60000, 600000"/>
</scenario>
`;

/**
 * Writes one side of a call as the commands of a SIPp scenario.
 *
 * @param pause how long pauses without a length of their own are
 */
export function flowCommands(flow: Flow, pause: Distribution): string[] {
  const targets = new Set(
    flow.steps.flatMap((step, at) => [
      ...(step.next === at + 1 ? [] : [step.next]),
      ...(step.kind !== "pause" && step.onTimeout !== null ? [step.onTimeout] : []),
    ]),
  );
  const label = (at: number): string[] => (targets.has(at) ? [`<label id="${at}"/>`] : []);
  const commands = flow.steps.flatMap((step, at) => [...label(at), ...commandsOf(step, at, flow, pause)]);
  const variables = isAsking(flow) ? ['<Reference variables="remote"/>'] : [];
  return withBranches([...commands, ...label(flow.steps.length), ...variables]);
}

/** Whether a callee sends requests, which name the caller. */
const isAsking = (flow: Flow): boolean =>
  isCallee(flow) && flow.steps.some((step) => step.kind === "send" && step.message.status === null);
const isCallee = ({ steps }: Flow): boolean => steps.find(({ kind }) => kind !== "pause")?.kind === "receive";

/** A CANCEL has the branch of its INVITE, which SIPp names by how many commands ago that was sent. */
function withBranches(commands: readonly string[]): string[] {
  const numbered = commands.filter((command) => !command.startsWith("<label"));
  return commands.map((command) => {
    if (!command.includes(INVITES_BRANCH)) return command;
    const at = numbered.indexOf(command);
    const invite = numbered.slice(0, at).findLastIndex((before) => /^INVITE /m.test(before));
    return command.replace(INVITES_BRANCH, invite < 0 ? "[branch]" : `[branch-${at - invite}]`);
  });
}

function commandsOf(step: Step, at: number, flow: Flow, pause: Distribution): string[] {
  const onward =
    step.next === at + 1 || step.chance === 0
      ? ""
      : ` next="${step.next}"${step.chance === 1 ? "" : ` chance="${attribute(step.chance)}"`}`;
  const isLast = at === flow.steps.length - 1;
  if (step.kind === "pause")
    return pauseCommands(step.length ?? pause, String(at), onward, isLast ? "timewait" : "pause");
  const lost = step.lost > 0 ? ` lost="${attribute(100 * step.lost)}"` : "";
  const onTimeout = step.onTimeout === null ? "" : ` ontimeout="${step.onTimeout}"`;
  if (step.kind === "send") {
    const retrans = step.retransmitAfter === null ? "" : ` retrans="${milliseconds(step.retransmitAfter)}"`;
    const begins = isInvite(step.message) && flow.steps.some(isAnswer); // a time that begins has to end somewhere
    const timer = begins ? ' start_rtd="1"' : "";
    return [
      `<send${retrans}${onTimeout}${lost}${timer}${onward}>\n<![CDATA[\n\n${textOf(step.message, at, flow)}\n]]>\n</send>`,
    ];
  }
  const { method, status } = step.message;
  const expected = status === null ? `request="${method}"` : `response="${status}"`;
  const optional = step.optional ? ' optional="true"' : "";
  const timeout = step.timeout < Infinity ? ` timeout="${milliseconds(step.timeout)}"` : "";
  const answered = method === "INVITE" && status === 200 ? ' rtd="1"' : "";
  const routes = flow.keepsRouteSet && method === "INVITE" && (status === null || status === 200) ? ' rrs="true"' : "";
  const head = `<recv ${expected}${optional}${timeout}${onTimeout}${answered}${routes}${lost}${onward}`;
  const isFirst = flow.steps.findIndex(({ kind }) => kind === "receive") === at;
  if (!isFirst || !isAsking(flow)) return [`${head}/>`];
  const kept = '<ereg regexp=".*" search_in="hdr" header="From:" assign_to="remote"/>';
  return [`${head}><action>${kept}</action></recv>`];
}

const isAnswer = (step: Step): boolean =>
  step.kind === "receive" && step.message.method === "INVITE" && step.message.status === 200;
const isInvite = ({ method, status }: FlowMessage): boolean => method === "INVITE" && status === null;

function textOf({ method, status }: FlowMessage, at: number, flow: Flow): string {
  const kind = status === null ? "send" : "receive";
  const asked = requestsBefore(flow, kind, status === null ? at + 1 : at);
  const named = method === "ACK" || method === "CANCEL" ? "INVITE" : method;
  const index = asked.lastIndexOf(named);
  const next = flow.steps[at + 1];
  const placed: Placed = {
    isOpening: status === null ? at === flow.steps.findIndex((step) => step.kind === "send") : index === 0,
    inDialog: flow.keepsRouteSet,
    cseq: numbersOf(asked)[index] ?? 1,
    isToLast: asked.at(-1) === method,
    isReliable: next?.kind === "receive" && next.message.method === "PRACK" && status !== null,
  };
  if (status !== null) return responseText(method, status, placed);
  return isCallee(flow) ? requestBackText(method, placed) : requestText(method, placed);
}

/** Requests that are sent or waited for before a step, in the order of the steps, but for ACK. */
const requestsBefore = ({ steps }: Flow, kind: "send" | "receive", before: number): Method[] =>
  steps
    .slice(0, before)
    .flatMap((step) => (step.kind === kind && step.message.status === null ? [step.message.method] : []))
    .filter((method) => method !== "ACK");

/** Their CSeq numbers: a CANCEL has that of its INVITE. */
function numbersOf(methods: readonly Method[]): number[] {
  let number = 0;
  let invite = 1;
  return methods.map((method) => {
    if (method === "CANCEL") return invite;
    number++;
    if (method === "INVITE") invite = number;
    return number;
  });
}

/** A pause in SIPp's laws. What SIPp does not know is mixed from what it knows, by branches with their chances. */
function pauseCommands(length: Distribution, id: string, onward: string, element: "pause" | "timewait"): string[] {
  const law = lawOf(length);
  if (law !== null) return [`<${element} ${law}${onward}/>`];
  const parts: { probability: number; law: string }[] =
    length.kind === "hyperexponential"
      ? length.branches.map(({ probability, mean }) => ({ probability, law: lawOf({ kind: "exponential", mean })! }))
      : fewValues(length).map((value, _, values) => ({
          probability: 1 / values.length,
          law: `milliseconds="${milliseconds(value)}"`,
        }));
  const end = `${id}.end`;
  let left = 1;
  const commands = parts.flatMap(({ probability, law: part }, i) => {
    if (i === parts.length - 1) return [`<pause ${part}/>`];
    const chance = (left - probability) / left;
    left -= probability;
    const other = `${id}.${i + 1}`;
    return [
      `<nop next="${other}" chance="${attribute(chance)}"/>`,
      `<pause ${part} next="${end}"/>`,
      `<label id="${other}"/>`,
    ];
  });
  const goOn = onward === "" ? [] : [`<nop${onward}/>`];
  return [...commands, `<label id="${end}"/>`, ...goOn];
}

const fewValues = (length: Distribution): readonly number[] =>
  length.kind === "empirical" && length.values.length <= VALUES_MAX
    ? length.values
    : Array.from({ length: VALUES_MAX }, (_, i) => quantileOf(length, (i + 0.5) / VALUES_MAX));

/** The attributes of a `<pause>`; null for a law that SIPp does not know. */
function lawOf(length: Distribution): string | null {
  switch (length.kind) {
    case "deterministic":
      return `milliseconds="${milliseconds(length.value)}"`;
    case "exponential":
      return `distribution="exponential" mean="${milliseconds(length.mean)}"`;
    case "uniform":
      return `distribution="uniform" min="${milliseconds(length.low)}" max="${milliseconds(length.high)}"`;
    case "erlang":
      return `distribution="gamma" k="${length.stages}" theta="${milliseconds(length.mean / length.stages)}"`;
    case "gamma":
      return `distribution="gamma" k="${attribute(length.shape)}" theta="${milliseconds(length.mean / length.shape)}"`;
    case "lognormal": {
      const variance = Math.log1p(length.cv ** 2);
      const mean = Math.log(length.mean * 1000) - variance / 2;
      return `distribution="lognormal" mean="${attribute(mean)}" stdev="${attribute(Math.sqrt(variance))}"`;
    }
    case "weibull": {
      const scale = length.mean / gamma(1 + 1 / length.shape);
      return `distribution="weibull" lambda="${milliseconds(scale)}" k="${attribute(length.shape)}"`;
    }
    case "hyperexponential":
    case "empirical":
      return null;
  }
}
