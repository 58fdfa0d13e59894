/** Call detail records: each kind by hand, the laws that they were drawn from, and mutants. */
import { describe, expect, test } from "vitest";
import type { CallRecord } from "../../src/measurement/call-records/call-record.ts";
import { callsOfFiles, readCalls } from "../../src/measurement/call-records/read-calls.ts";
import { callTimes } from "../../src/measurement/call-times.ts";
import { hoursOfDay, peakHour, redialsOf } from "../../src/measurement/call-traffic.ts";
import { TableProblem } from "../../src/measurement/delimited-text.ts";
import { Stream } from "../../src/random/stream.ts";
import { less } from "../long.ts";
import { readMutants } from "./mutants.ts";

const reading = { only: new Map<string, string>(), named: new Map<string, string>() };
const zero = Date.UTC(2026, 2, 1, 12) / 1000;
/** Calls as `caller>callee outcome start ring hold`, times from noon. */
const read = (text: string, named: Readonly<Record<string, string>> = {}) => {
  const file = readCalls(text, { ...reading, named: new Map(Object.entries(named)) });
  const calls = file.calls.map(
    ({ caller, callee, outcome, start, ring, hold }) =>
      `${caller}>${callee} ${outcome} ${start - zero} ${ring ?? "–"} ${hold ?? "–"}`,
  );
  return { ...file, calls };
};

const MASTER = `"","100","200","internal","""A"" <100>","SIP/100-1","SIP/200-2","Dial","SIP/200,30","2026-03-01 12:00:00","2026-03-01 12:00:08","2026-03-01 12:02:08",128,120,"ANSWERED","DOCUMENTATION","1772366400.1",""
"","101","200","internal","""B"" <101>","SIP/101-3","SIP/200-4","Dial","SIP/200,30","2026-03-01 12:01:00","","2026-03-01 12:01:01",1,0,"BUSY","DOCUMENTATION","1772366460.3",""
"","102","600","internal","""C"" <102>","SIP/102-5","SIP/201-6","Dial","SIP/201&SIP/202","2026-03-01 12:05:00","","2026-03-01 12:05:09",9,0,"NO ANSWER","DOCUMENTATION","1772366700.5",""
"","102","600","internal","""C"" <102>","SIP/102-5","SIP/202-7","Dial","SIP/201&SIP/202","2026-03-01 12:05:00","2026-03-01 12:05:09","2026-03-01 12:05:39",39,30,"ANSWERED","DOCUMENTATION","1772366700.5",""
"","103","204","internal","","SIP/103-8","","Dial","SIP/204,30","2026-03-01 12:06:00","","2026-03-01 12:06:20",20,0,"NO ANSWER","DOCUMENTATION","1772366760.8",""
"","104","9"11","internal","","SIP/104-8","","Dial","SIP/204,30","2026-03-01 12:06:30","","2026-03-01 12:06:20",20,0,"NO ANSWER","DOCUMENTATION"
"","105","204","internal","","SIP/105-9","","Dial","SIP/204,30","2026-03-01 12:07:00","","2026-03-01 12:07:00",x,0,"FAILED","DOCUMENTATION","1772366820.9",""
`;
const ACC = `id,method,from_tag,to_tag,callid,sip_code,sip_reason,time,src_user,dst_user
1,INVITE,a,b,one@h,200,OK,2026-03-01 12:00:08,100,200
2,INVITE,c,,two@h,407,Proxy Authentication Required,2026-03-01 12:00:09,101,200
3,INVITE,c,d,two@h,486,Busy Here,2026-03-01 12:00:10,101,200
4,INVITE,a,b,one@h,200,OK,2026-03-01 12:01:00,100,200
5,BYE,b,a,one@h,200,OK,2026-03-01 12:02:08,100,200
6,BYE,x,y,old@h,200,OK,2026-03-01 12:02:09,100,200
7,INVITE,e,f,three@h,200,OK,2026-03-01 12:03:00,102,201
8,INVITE,g,h,four@h,487,Request Terminated,2026-03-01 12:04:00,103,201
`;
const LOG = `Mar  1 12:00:08 sip kamailio[9]: NOTICE: acc [acc.c:275]: acc_log_request(): ACC: transaction answered: timestamp=1772366408;method=INVITE;from_tag=a;to_tag=b;call_id=one@h;code=200;reason=OK;src_user=100;dst_user=200
Mar  1 12:00:10 sip kamailio[9]: NOTICE: acc [acc.c:275]: acc_log_request(): ACC: call missed: timestamp=1772366410;method=INVITE;from_tag=c;to_tag=d;call_id=two@h;code=408;reason=Request Timeout
Mar  1 12:00:11 sip kamailio[9]: INFO: something else
Mar  1 12:02:08 sip kamailio[9]: NOTICE: acc [acc.c:275]: acc_log_request(): ACC: transaction answered: timestamp=1772366528;method=BYE;from_tag=a;to_tag=b;call_id=one@h;code=200;reason=OK
Mar  1 12:02:09 sip kamailio[9]: NOTICE: acc [acc.c:275]: acc_log_request(): ACC: transaction answered: timestamp=1772366529;method=INVITE;from_tag=a;to_tag=b;call_id=five@h;code=none;reason=OK
`;
const GENERIC = `Start Time;Answer Time;End Time;From;To;SIP Code
2026-03-01T12:00:00.250Z;2026-03-01T12:00:08.500Z;2026-03-01T12:02:08.500Z;100;200;200 OK
2026-03-01T12:01:00Z;;2026-03-01T12:01:30Z;101;200;487
2026-03-01T12:02:00Z;;2026-03-01T12:01:00Z;102;200;503
2026-03-01T12:03:00Z;2026-03-01T12:03:05Z;;103;200;200
`;

describe("each kind by hand", () => {
  test("Asterisk: branches of one unique id are one call, bad rows are told", () => {
    const { calls, broken, notes, kind } = read(MASTER);
    expect(kind).toBe("Asterisk's Master.csv");
    expect(calls).toEqual([
      "100>200 answered 0 8 120",
      "101>200 busy 60 – –",
      "102>600 answered 300 9 30",
      "103>204 no answer 360 – –",
    ]);
    expect(broken.map(({ line }) => line)).toEqual([6, 7]);
    expect(broken[1]!.why).toContain('duration is "x"');
    expect(notes.join()).toContain("1 records are further branches");
  });
  test("acc as a table: INVITE and BYE of a Call-ID, challenges and re-INVITEs aside, a call without BYE open", () => {
    const { calls, notes, rounding, knowsBegin } = read(ACC);
    expect(calls).toEqual([
      "100>200 answered 8 – 120",
      "101>200 busy 10 – –",
      "102>201 answered 180 – –",
      "103>201 no answer 240 – –",
    ]);
    expect([rounding, knowsBegin]).toEqual(["difference", false]);
    expect(notes.map((note) => note.slice(0, 6))).toEqual(["1 more", "1 chal", "1 BYEs"]);
  });
  test("acc as a log", () => {
    const { calls, broken } = read(LOG);
    expect(calls).toEqual(["100>200 answered 8 – 120", "> no answer 10 – –"]);
    expect(broken).toMatchObject([{ line: 5, why: 'the code is "none"' }]);
  });
  test("a date of an unknown order says how to write it, and columns that are not read are named", () => {
    expect(() => read("start,duration\n4/3/2026 10:00,60\n")).toThrow("01.03.2026 12:30");
    const { notes } = readCalls("start_time,callerid,to,duration_sec,trunk\n03.04.2026 10:00:00,1,2,60,x\n", reading);
    expect(notes[0]).toContain("duration = duration_sec, caller = callerid, callee = to. Not read: trunk");
  });
  test("a table with names of its own", () => {
    const { calls, broken, rounding } = read(GENERIC);
    expect(calls).toEqual(["100>200 answered 0.25 8.25 120", "101>200 no answer 60 – –", "103>200 answered 180 5 –"]);
    expect([broken[0]!.line, rounding]).toEqual([4, "none"]);
    const odd = "when,whom,secs\n2026-03-01 12:00:00,200,60\n2026-03-01 12:00:30,201,0\n";
    expect(read(odd, { start: "when", callee: "whom", duration: "secs" }).calls).toEqual([
      ">200 answered 0 – 60",
      ">201 no answer 30 – –",
    ]);
    expect(() => read(odd)).toThrow(TableProblem);
  });
  test("begin and end alone say how long a call was", () => {
    const rows = "2026-03-01 12:00:00,2026-03-01 12:01:00";
    expect(read(`start,end,status\n${rows},ANSWERED\n`).calls).toEqual(["> answered 0 – 60"]);
    expect(read(`start,end\n${rows}\n`).calls).toEqual(["> answered 0 – 60"]);
    expect(read(`start,end,status\n${rows},BUSY\n`).calls).toEqual(["> busy 0 – –"]);
  });
});

test("hours of the day and their spread, by hand", () => {
  const at = (hour: number): CallRecord => ({
    ...{
      line: 1,
      start: hour * 3600 + 5,
      ring: null,
      hold: null,
      outcome: "failed",
      end: null,
      caller: "",
      callee: "",
    },
  });
  // three days: 1, 2 and 6 calls in the hour from 10, none in the others
  const calls = [[10], [34, 34], [58, 58, 58, 58, 58, 58]].flat().map(at);
  const { hours, spread, busiest } = hoursOfDay(calls, { from: 0, until: 3 * 86_400 });
  expect(hours[10]!.rate).toBe(9 / 10_800);
  expect(spread).toBeCloseTo((4 + 1 + 9) / 3 / 2, 12);
  expect(busiest).toEqual({ start: 58 * 3600, calls: 6 });
  const narrow = 9 - 4.1154; // Garwood's lower end of 9
  expect(hours[10]!.low! * 10_800).toBeCloseTo(9 - Math.sqrt(spread) * narrow, 3);
  expect([hours[9]!.rate, hours[9]!.low]).toEqual([0, 0]);
});

test("an hour that the file has just begun is not its busiest", () => {
  const one = { line: 1, ring: null, hold: null, outcome: "failed", end: null, caller: "", callee: "" } as const;
  const calls = [0, 600, 1200, 4000, 7204].map((start): CallRecord => ({ ...one, start }));
  const { hours } = hoursOfDay(calls, { from: 0, until: 7204 });
  expect([hours[2]!.rate, peakHour(hours).hour]).toEqual([1 / 4, 0]);
  expect(peakHour(hoursOfDay(calls.slice(0, 3), { from: 0, until: 1200 }).hours).rate).toBe(3 / 1200);
});

/** Calls of known laws, of some hours, as a file of whole seconds: rings 9 s, patience 40 s, holds 100 s, redials in half of the cases after 25 s. */
function drawn(random: Stream): string {
  const rows: string[] = ["start,answer,end,caller,callee,disposition"];
  const call = (begin: number, who: string, inRow: number): void => {
    const [ring, patience] = [9 * random.exponential(), 40 * random.exponential()];
    const isBusy = random.bernoulli(0.06);
    const isAnswered = !isBusy && ring < patience;
    const answer = begin + ring;
    const end = isBusy ? begin + 0.2 : isAnswered ? answer + 100 * random.exponential() : begin + patience;
    const text = (time: number) => `${Math.floor(zero + time)}`;
    rows.push(
      `${text(begin)},${isAnswered ? text(answer) : ""},${text(end)},${who},${isBusy ? "BUSY" : isAnswered ? "ANSWERED" : "NO ANSWER"}`,
    );
    if (!isAnswered && inRow < 3 && random.bernoulli(0.5)) call(end + 25 * random.exponential(), who, inRow + 1);
  };
  for (let t = 10 * random.exponential(); t < less(5000, 15_000); t += 10 * random.exponential())
    call(t, `${random.integer(500)},${random.integer(500)}`, 0);
  return rows.join("\n");
}

test("intervals hold what calls of whole seconds were drawn from", () => {
  const days = less(2, 60);
  const inside = { hold: 0, ring: 0, patience: 0, delay: 0, share: 0, busy: 0 };
  const holds = (fits: NonNullable<ReturnType<typeof callTimes>>["fits"], mean: number): number => {
    const interval = fits.find(({ family }) => family === "exponential")!.intervals[0]!;
    return interval.low! <= mean && mean <= interval.high! ? 1 : 0;
  };
  for (let day = 0; day < days; day++) {
    const file = readCalls(drawn(new Stream("drawn", 11, day)), reading);
    const calls = callsOfFiles([file]);
    const options = { rounding: file.rounding, bootstrap: 0, seed: 1, random: new Stream("spread", 1, day) };
    const rings = calls.flatMap(({ ring }) => ring ?? []);
    const vain = calls.flatMap(({ outcome, start, end }) => (outcome === "no answer" ? [end! - start] : []));
    const redials = redialsOf(calls, { from: calls[0]!.start, until: calls.at(-1)!.start })!;
    inside.hold += holds(
      callTimes(
        calls.flatMap(({ hold }) => hold ?? []),
        [],
        options,
      )!.fits,
      100,
    );
    inside.ring += holds(callTimes(rings, vain, options)!.fits, 9);
    inside.patience += holds(callTimes(vain, rings, options)!.fits, 40);
    inside.delay += holds(callTimes(redials.delays, [], options)!.fits, 25);
    // Half of the unanswered calls, but the fourth in a row is not dialled again: 1/(1 + q + q² + q³) of the last try are none.
    const q = 0.5 * (0.06 + 0.94 * (9 / 49));
    const share = (q + q ** 2 + q ** 3) / (1 + q + q ** 2 + q ** 3) / (2 * q);
    inside.share += redials.share.low! <= share && share <= redials.share.high! ? 1 : 0;
    const isBusy = calls.filter(({ outcome }) => outcome === "busy").length / calls.length;
    inside.busy += Math.abs(isBusy - 0.06) < 1.96 * Math.sqrt((0.06 * 0.94) / calls.length) ? 1 : 0;
  }
  for (const [name, n] of Object.entries(inside)) expect(n / days, name).toBeGreaterThanOrEqual(less(0.5, 0.88));
});

test("mutants of every kind are read or refused at a line", () => {
  readMutants(
    new Stream("call-records", 14, 0),
    [MASTER, ACC, LOG, GENERIC],
    [";", "2026-13-40 99:00:00", "1e400", "timestamp=", "NaN"],
    (mutant) => {
      for (const { start, end, ring, hold, line } of readCalls(mutant, reading).calls) {
        expect(Number.isFinite(start) && (end ?? start) >= start - 1800 && (ring ?? 0) >= 0 && (hold ?? 0) >= 0).toBe(
          true,
        );
        expect(line).toBeGreaterThan(0);
      }
    },
  );
});
