import type { Said } from "../configuration/place.ts";

/** Replies besides 2xx that a dispatcher takes for answers to its pings, as a scenario says them: a status from 300 to 699, or 3xx to 6xx. */
export type PingReplies = Said<readonly string[]>;

const KNOWN_MAX = 32;

/** `class=2;class=4;code=503` of Kamailio's `ds_ping_reply_codes`, `501, 403` of OpenSIPS's `options_reply_codes`; what is neither is left out. */
export function pingRepliesOf({ value, origin }: Said<string>): PingReplies {
  const all = value.split(/[;,]/).flatMap((one) => {
    const [, byClass] = /^\s*class\s*=\s*([3-6])\s*$/.exec(one) ?? [];
    const [, byCode] = /^\s*(?:code\s*=)?\s*([3-6]\d\d)\s*$/.exec(one) ?? [];
    return byClass === undefined ? (byCode ?? []) : `${byClass}xx`;
  });
  return { value: [...new Set(all)].slice(0, KNOWN_MAX), origin };
}

/** Whether a ping that nobody answers counts as answered: it ends with a 408 of tm's own. */
export const countsTimeouts = ({ value }: PingReplies): boolean => value.includes("4xx") || value.includes("408");
