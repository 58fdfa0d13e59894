/** What other programs go by in a connection's segments. */
import { expect, test } from "vitest";
import { hostIp, macOf } from "../../src/report/trace/frames.ts";
import { TcpStreams } from "../../src/report/trace/tcp-streams.ts";

test("whoever the user, and however often he connects, the lower port is SIP's: by that Wireshark takes the rest for SIP", () => {
  const ends = { fromMac: macOf(0), toMac: macOf(1), from: hostIp(0), to: hostIp(1) };
  const streams = new TcpStreams();
  const SYN = 0x02;
  for (let user = -1; user < 70_000; user += 7)
    for (let connection = 0; connection < 3; connection++) {
      const frame = streams.control(ends, user, "user", 0, SYN);
      const [from, to] = [34, 36].map((at) => new DataView(frame.buffer, frame.byteOffset).getUint16(at));
      if (from! <= to! || to !== 5060) throw new Error(`user ${user} connects from port ${from} to ${to}`);
    }
  expect.assertions(0);
});
