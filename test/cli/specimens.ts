/** Small honest inputs of the kinds that commands read, to make mutants from. */

export const SERVICE = `title: a service
components:
  web: { mttf: 1000 h, mttr: 4 h, count: 2 }
  database: { mttf: 5000 h, mttr: 8 h }
needs: { allOf: [web, database] }
`;
export const TREE = `<?xml version="1.0"?>
<opsa-mef>
  <define-fault-tree name="t">
    <define-gate name="top"><or><gate name="g"/><basic-event name="c"/></or></define-gate>
    <define-gate name="g"><atleast min="2"><basic-event name="a"/><basic-event name="b"/><basic-event name="d"/></atleast></define-gate>
  </define-fault-tree>
  <model-data>
    <define-basic-event name="a"><parameter name="p"/></define-basic-event>
    <define-basic-event name="b"><float value="0.01"/></define-basic-event>
    <define-basic-event name="c"><exponential><float value="1e-4"/><system-mission-time/></exponential></define-basic-event>
    <define-basic-event name="d"><mul><float value="0.1"/><float value="0.2"/></mul></define-basic-event>
    <define-parameter name="p"><float value="0.02"/></define-parameter>
  </model-data>
</opsa-mef>
`;
export const CHAINS: Readonly<Record<string, string>> = {
  "chain.csv": "from,to,rate\nboth,one,2e-3\none,none,1e-3\none,both,0.1\nnone,one,0.1\n",
  "chain.tra": "3 4\n0 1 0.002\n1 2 0.001\n1 0 0.1\n2 1 0.1\n",
};

const rows = (head: string, count: number, row: (i: number) => readonly (string | number)[], separator = ","): string =>
  `${head}\n${Array.from({ length: count }, (_, i) => `${row(i).join(separator)}\n`).join("")}`;

export const TABLE = rows("rate,failedCalls,outageTime", 12, (i) => [
  100 * (1 + (i % 3)),
  500 + 13 * i,
  (3 + 0.1 * i).toFixed(2),
]);
export const TIMES = rows("proc_ms", 40, (i) => [(2 + Math.sin(i) + i / 40).toFixed(3)]);

const STATISTICS = {
  StartTime: "2026-11-29",
  TargetRate: "20",
  "IncomingCall(C)": "0",
  "OutgoingCall(C)": "100",
  CurrentCall: "2",
  "SuccessfulCall(C)": "97",
  "FailedCall(C)": "1",
  "FailedUnexpectedMessage(C)": "1",
  "ResponseTime1(C)": "00:00:00:250000",
  "ResponseTime1StDev(C)": "00:00:00:010000",
};

/** Tables of measurements, and the words of a command that reads each: TABLE stands for its path, OTHER for that of a plain one. */
export const MEASUREMENTS: readonly { readonly text: string; readonly words: readonly string[] }[] = [
  { text: TABLE, words: ["compare", "TABLE", "OTHER"] },
  { text: TABLE, words: ["compare", "OTHER", "TABLE", "--by", "rate=rate"] },
  { text: TABLE, words: ["chart", "TABLE", "--out", "OUT.svg"] },
  { text: TABLE, words: ["chart", "TABLE", "--metric", "outageTime", "--type", "histogram", "--out", "OUT.tex"] },
  { text: TIMES, words: ["calibrate", "service", "TABLE", "--bootstrap", "0"] },
  {
    text: `${Object.keys(STATISTICS).join(";")};\n${Object.values(STATISTICS).join(";")};\n`,
    words: ["compare", "TABLE", "OTHER"],
  },
  {
    text: rows("Date_ms;response_time_ms;rtd_no", 60, (i) => [5 * i, 250 + (i % 7) / 2, 1], ";"),
    words: ["compare", "TABLE", "OTHER"],
  },
  {
    text: "CurrentTime;0_INVITE_Sent;0_INVITE_Retrans;1_100_Recv;1_100_Timeout;2_200_Recv;\n10;336;2;335;1;296;\n",
    words: ["compare", "TABLE", "OTHER"],
  },
  {
    text: "point,rate,replications,complete,metric,unit,mean,ci95Low,ci95High,values\n1,100,9,true,failedCalls,calls,5,4,6,9\n2,200,9,true,failedCalls,calls,7,5,9,9\n",
    words: ["compare", "TABLE", "OTHER"],
  },
  {
    text: "point,rate,replications,complete,metric,unit,mean,ci95Low,ci95High,values\n1,100,9,true,failedCalls,calls,5,4,6,9\n2,200,9,true,failedCalls,calls,7,5,9,9\n",
    words: ["chart", "TABLE", "--out", "OUT.svg"],
  },
  {
    text: rows("detectionTime", 12, (i) => [(1 + ((i * 7) % 12) / 12 + i / 100).toFixed(3)]),
    words: ["calibrate", "detector", "TABLE", "--law", "poll", "--bootstrap", "0"],
  },
  {
    text: "component,start,end\na,2026-01-01T00:00:00Z,2026-01-01T01:00:00Z\nb,2026-01-09 03:00Z,2026-01-09 04:30Z\na,2026-02-01T00:00:00Z,2026-02-01T02:00:00Z\nb,2026-03-01T00:00:00Z,\n",
    words: ["calibrate", "lifetimes", "TABLE"],
  },
  {
    text: "Mar  1 12:00:00 kam1 Keepalived_vrrp[8]: (VI_1) Entering FAULT STATE\nMar  2 12:00:00 kam1 Keepalived_vrrp[8]: (VI_1) Entering BACKUP STATE\nMar  3 12:00:00 kam1 Keepalived_vrrp[8]: (VI_1) Entering FAULT STATE\nMar  3 13:00:00 kam1 Keepalived_vrrp[8]: (VI_1) Entering BACKUP STATE\nMar  9 12:00:00 kam1 systemd[1]: k.service: Failed with result 'signal'.\nMar  9 12:00:09 kam1 systemd[1]: Started k.service - K.\n",
    words: ["calibrate", "lifetimes", "TABLE"],
  },
  {
    text: rows("start,answer,end,caller,callee,disposition", 60, (i) => [
      1000000 + 20 * i,
      i % 4 === 0 ? "" : 1000005 + 20 * i + (i % 5),
      1000030 + 23 * i,
      i % 9,
      i % 7,
      i % 4 === 0 ? "NO ANSWER" : "ANSWERED",
    ]),
    words: ["calibrate", "calls", "TABLE", "--bootstrap", "0"],
  },
  {
    text: "method,callid,sip_code,time\nINVITE,a,200,1000000\nINVITE,b,486,1000009\nBYE,a,200,1000100\nINVITE,c,200,1000200\n",
    words: ["calibrate", "calls", "TABLE"],
  },
  {
    text: "start,end\n1000000,1003600\n2000000,2003000\n3000000,3009000\n",
    words: ["calibrate", "lifetimes", "TABLE"],
  },
  {
    text: rows("rate,busy,carried", 6, (i) => [
      100 * (i + 1),
      (0.1 + 0.14 * (i + 1)).toFixed(2),
      Math.min(100 * (i + 1), 480),
    ]),
    words: ["calibrate", "capacity", "TABLE", "--busy", "busy"],
  },
  {
    text: rows("rate,busy,carried", 6, (i) => [
      100 * (i + 1),
      (0.1 + 0.14 * (i + 1)).toFixed(2),
      Math.min(100 * (i + 1), 480),
    ]),
    words: ["calibrate", "capacity", "TABLE", "--carried", "carried"],
  },
  { text: "n,p10_ms,p50_ms,p90_ms,p99_ms\n1000,0.2,1.1,3.2,7.5\n", words: ["calibrate", "service", "TABLE"] },
];

/** Texts in which a number matters, the name of the file, and the words of a command that reads it. */
export const MODELS: readonly { readonly name: string; readonly text: string; readonly words: readonly string[] }[] = [
  { name: "service.yaml", text: SERVICE, words: ["availability", "FILE", "--no-simulation", "--sensitivity"] },
  { name: "service.yaml", text: SERVICE, words: ["export", "FILE", "--format", "prism"] },
  { name: "service.yaml", text: SERVICE, words: ["export", "FILE", "--format", "open-psa"] },
  {
    name: "service.yaml",
    text: SERVICE,
    words: ["optimize", "FILE", "--target", "3nines", "--vary", "components.web.count=1,2", "--quiet"],
  },
  { name: "tree.xml", text: TREE, words: ["availability", "--tree", "FILE"] },
  { name: "tree.xml", text: TREE, words: ["availability", "--tree", "FILE", "--order", "1"] },
  { name: "chain.csv", text: CHAINS["chain.csv"]!, words: ["availability", "--chain", "FILE", "--down", "none"] },
  {
    name: "chain.csv",
    text: CHAINS["chain.csv"]!,
    words: ["availability", "--chain", "FILE", "--down", "none", "--at", "5 s", "--initial", "both"],
  },
  { name: "chain.tra", text: CHAINS["chain.tra"]!, words: ["availability", "--chain", "FILE", "--down", "2"] },
];
