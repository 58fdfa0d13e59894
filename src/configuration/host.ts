import { posix } from "node:path";
import type { Said } from "./place.ts";

/** Folders in which configurations stand on every host. */
const EVERYWHERE =
  /^(\.{0,2}|etc|usr|local|var|lib|opt|srv|conf|cfg|config|configs|configuration|files|templates|zones|bind|named|dns|cib|[\w-]*\.(conf|cfg)\.d|conf\.d)$/i;
/** What files are called on every host. */
const DAEMONS =
  /(keepalived|kamailio|opensips|haproxy|corosync|pacemaker|mysqld?|mariadb|galera|my|dispatcher|server|cib|zone)/i;
/** What files of configurations end in; what stands behind is somebody's own, such as the host. */
const ENDINGS = /\.(conf|cfg|cnf|xml|list|zone)[.-](?=.)/i;

/** Whether a folder of this name stands on every host. */
export const isOnEveryHost = (folder: string): boolean => EVERYWHERE.test(folder) || isDaemon(folder);

/** Whose file this is, as far as its path tells: the folder nearest to it that is not there on every host, else what its name adds to the daemon's. */
export function hostByPath(path: string): Said<string> | null {
  const folders = posix.dirname(posix.normalize(path)).split("/").reverse();
  const folder = folders.find((one) => !isOnEveryHost(one));
  if (folder !== undefined) return { value: folder, origin: { kind: "assumed", why: `the folder of ${path}` } };
  return null;
}

/** What a file's name adds to the daemon's; else the name. */
export function hostByName(path: string): Said<string> {
  const base = posix.basename(path);
  const stem = ENDINGS.test(base) ? base.split(ENDINGS).at(-1)! : base.replace(/\.[^.]*$/, "");
  const added = stem.replace(new RegExp(`^${DAEMONS.source}[-_.]|[-_.]${DAEMONS.source}$`, "i"), "");
  return { value: added === "" ? stem : added, origin: { kind: "assumed", why: `the name of ${path}` } };
}

const isDaemon = (folder: string): boolean => new RegExp(`^${DAEMONS.source}$`, "i").test(folder);
