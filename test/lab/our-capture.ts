import { writeFileSync } from "node:fs";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Capture } from "../../src/report/trace/capture.ts";
import { hostIp, ipText, virtualIp } from "../../src/report/trace/frames.ts";
import type { Architecture } from "../../src/service/description.ts";
import { trace } from "../../src/trace/trace.ts";
import { type Story, scenario } from "../architecture/fixture.ts";

/** Who is who in a capture of one proxy. */
export const OURS = { [ipText(hostIp(0))]: "caller", [ipText(hostIp(1))]: "callee", [ipText(virtualIp(0))]: "proxy" };

/** Ten seconds of a service as a capture in a file, whose name it returns. */
export function ourCapture(
  architecture: Architecture,
  traffic: NonNullable<Story["traffic"]>,
  file: string,
  faults: Story["faults"] = [],
): string {
  const told = scenario(architecture, {
    traffic: { retransmission: true, recordRoute: true, ...traffic },
    faults,
    run: { horizon: 10 },
  });
  const pieces: Uint8Array[] = [];
  const capture = new Capture(told, (bytes) => pieces.push(bytes));
  trace(new Replicator(told, engineNamed("native")), { replication: 0, until: Infinity }, (event, who) =>
    capture.hear(event, who),
  );
  capture.end();
  writeFileSync(file, Buffer.concat(pieces));
  return file;
}
