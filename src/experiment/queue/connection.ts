import { Redis, type RedisOptions } from "ioredis";

/** Where a queue is, and what it takes to be let in. */
export interface QueueAddress {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss://…` for TLS. */
  readonly url: URL;
  /** Stands in for a password that the URL does not hold. */
  readonly password: string | undefined;
  /** Certificate of the authority that vouches for the server (PEM), if it is none of the well-known ones. */
  readonly authority: string | undefined;
}

/** There is no queue at an address, or it does not let us in. */
export class NoQueue extends Error {
  override readonly name = "NoQueue";
}

/** Longest pause between two attempts to reach a server that was there before [ms]. */
const RETRY_MAX = 1000;
/** A server that has not answered after so long is not there [ms]. */
const PATIENCE = 5000;

/** A queue's address without what is secret in it. */
export const publicAddress = ({ protocol, host, pathname }: URL): string =>
  `${protocol}//${host}${pathname === "/" ? "" : pathname}`;

function optionsFor({ url, password, authority }: QueueAddress): Omit<RedisOptions, "replyMapping"> {
  const said = decodeURIComponent(url.password) || password;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? 6379 : Number(url.port),
    db: Number(url.pathname.slice(1)),
    connectTimeout: PATIENCE,
    keepAlive: 10_000,
    protocol: 2,
    maxRetriesPerRequest: null, // commands wait until the server is there again
    ...(url.username === "" ? {} : { username: decodeURIComponent(url.username) }),
    ...(said ? { password: said } : {}),
    ...(url.protocol === "rediss:" ? { tls: authority === undefined ? {} : { ca: authority } } : {}),
  };
}

/** Why a server cannot be used, in words. */
function reasonOf(error: Error & { code?: string }): string {
  const { code = "", message } = error;
  if (/^(?:NOAUTH|WRONGPASS|ERR AUTH)/.test(message)) return "it wants another password";
  if (/certificate|CERT/.test(`${message} ${code}`)) return `its certificate is not trusted (${message})`;
  if (code === "ECONNREFUSED") return "nobody listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "there is no such host";
  if (code === "ETIMEDOUT" || code === "EHOSTUNREACH") return "it does not answer";
  return message;
}

/**
 * Connects to a queue. The connection comes back by itself when the server has been away; what is asked of it meanwhile waits.
 *
 * @throws NoQueue if nobody is there now, or we are not let in
 */
export async function connect(address: QueueAddress): Promise<Redis> {
  const options = optionsFor(address);
  const trial = new Redis({ ...options, lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  let reason: Error | null = null;
  trial.on("error", (error) => {
    reason ??= error;
  });
  try {
    await trial.connect();
    await trial.ping();
  } catch (error) {
    throw new NoQueue(reasonOf(reason ?? (error as Error)));
  } finally {
    trial.disconnect();
  }
  const redis = new Redis({ ...options, retryStrategy: (times) => Math.min(50 * times, RETRY_MAX) });
  redis.on("error", () => {}); // told by `tellOutages`
  return redis;
}

/** Says when a server goes away and when it is back. */
export function tellOutages(redis: Redis, name: string, say: (text: string) => void, onBack?: () => void): void {
  let isAway = false;
  redis.on("close", () => {
    if (isAway || redis.status === "end") return;
    isAway = true;
    say(`The queue at ${name} has gone away; waiting for it. Nothing is lost.`);
  });
  redis.on("ready", () => {
    if (!isAway) return;
    isAway = false;
    say(`The queue at ${name} is back; going on.`);
    onBack?.();
  });
}
