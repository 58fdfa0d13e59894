import type { Redis } from "ioredis";
import type { QueueAddress } from "../../experiment/queue/connection.ts";
import { readBounded, Unreadable } from "../../experiment/store/bounded-file.ts";
import type { Span } from "../../notation/source.ts";
import type { CommandLine } from "../command-line.ts";
import { Refusal } from "../refusal.ts";

/** Bytes of a file with certificates at most. */
const CERTIFICATE_MAX = 2 ** 20;
/** Holds the password of the queue, so that it need not stand on a command line that other users see. */
const PASSWORD = "SIPNINES_QUEUE_PASSWORD";

/**
 * Reads `--queue` and `--queue-ca`.
 *
 * @throws Refusal for what is no address, or a certificate that cannot be read
 */
export function queueAddress(text: string, authority: string | undefined, line: CommandLine): QueueAddress {
  const span = line.value("--queue", text);
  const expected = "redis://[user:password@]host[:port][/database], or rediss:// for TLS";
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw Refusal.at(span, "--queue", "no URL", expected);
  }
  if (url.protocol !== "redis:" && url.protocol !== "rediss:")
    throw Refusal.at(span, "--queue", JSON.stringify(url.protocol), expected);
  if (url.hostname === "") throw Refusal.at(span, "--queue", "no host", expected);
  if (!/^\/?\d{0,4}$/.test(url.pathname))
    throw Refusal.at(span, "--queue", JSON.stringify(url.pathname), "the number of a database, such as /0");
  if (authority !== undefined && url.protocol !== "rediss:")
    throw Refusal.at(line.word("--queue-ca"), "--queue-ca", "a certificate without TLS", "rediss:// in --queue");
  return {
    url,
    password: process.env[PASSWORD],
    authority: authority === undefined ? undefined : certificate(authority, line),
  };
}

function certificate(file: string, line: CommandLine): string {
  const refuse = (found: string) =>
    Refusal.at(line.value("--queue-ca", file), "--queue-ca", found, "a file with a certificate (PEM)");
  let text: string;
  try {
    text = readBounded(file, CERTIFICATE_MAX).toString("utf8");
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw refuse(error.found);
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----")) throw refuse("no certificate in it");
  return text;
}

/**
 * Connects to a queue that must be there now.
 *
 * @throws Refusal if it is not, or does not let us in; and where the packages are missing that only a queue needs
 */
export async function connected(address: QueueAddress, span: Span): Promise<Redis> {
  const { connect, NoQueue } = await import("../../experiment/queue/connection.ts").catch(noPackages(span));
  await import("../../experiment/queue/queue-executor.ts").catch(noPackages(span));
  try {
    return await connect(address);
  } catch (error) {
    if (!(error instanceof NoQueue)) throw error;
    throw Refusal.at(
      span,
      "--queue",
      `no queue: ${error.message}`,
      "a Redis server that lets us in",
      `Its password can stand in ${PASSWORD}.`,
    );
  }
}

/** What a missing package of a queue is told as; everything else goes on as it is. */
const noPackages =
  (span: Span) =>
  (error: unknown): never => {
    const isMissing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (!isMissing || !/'(?:bullmq|ioredis)'/.test(error.message)) throw error;
    throw Refusal.at(
      span,
      "--queue",
      "no bullmq and ioredis, which only queues need",
      "both packages beside sipnines",
      "npm install bullmq@6 ioredis@6 puts them there.",
    );
  };
