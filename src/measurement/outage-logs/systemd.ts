/**
 * systemd: units whose main process exited or that failed, until they are started again; hosts that came back without having been
 * shut down. A unit that was being stopped has not failed.
 * Source: the messages of systemd 219 to 257.
 */
import type { LogLine } from "./log-line.ts";
import { type Sign, type SignReader, signOf } from "./sign.ts";

const OF_UNIT = /^([\w@.:\\-]+\.service): (.*)$/;
const EXITED = /^[Mm]ain process exited, code=(\w+), status=(\d+)/;
const FAILED = /^(?:Failed with result|Unit entered failed state)/;
const ENDED = /^(?:Succeeded\.|Deactivated successfully)/;
const STOPPING = /^(Stopping|Stopped) (.*?)(?:\.{1,3})?$/;
const STARTED = /^Started (.*?)\.?$/;
const SHUTDOWN = /^(?:Reached target .*(?:[Ss]hutdown|[Pp]ower-?[Oo]ff|[Rr]eboot)|Shutting down\.|Journal stopped)/;

interface Host {
  last: LogLine;
  isShutDown: boolean;
  /** Units that are down, and those being stopped, by unit or by what they are called. */
  readonly down: Set<string>;
  readonly stopping: Set<string>;
}

/** What `Started …` or `Stopping …` names is a unit by its name (`kamailio.service - Kamailio`), or what it is called. */
const isOf = (unit: string, named: string): boolean => {
  const own = named.split(" - ")[0]!;
  if (own.endsWith(".service")) return own === unit;
  return named.toLowerCase().includes(
    unit
      .replace(/\.service$/, "")
      .replace(/@.*/, "")
      .toLowerCase(),
  );
};

/** Signs of `systemd`, and of starts of hosts. */
export function systemd(): SignReader {
  const hosts = new Map<string, Host>();
  const boot = (host: Host, line: LogLine): Sign[] => {
    const wasShutDown = host.isShutDown;
    const ended = [...host.down].map((unit) => signOf(line, unit, "process", false));
    host.isShutDown = false;
    host.down.clear();
    host.stopping.clear();
    return wasShutDown
      ? ended
      : [signOf(host.last, "boot", "host", true), ...ended, signOf(line, "boot", "host", false)];
  };
  const ofUnit = (host: Host, line: LogLine, unit: string, said: string): Sign[] => {
    if (ENDED.test(said)) host.stopping.delete(unit);
    const exited = EXITED.exec(said);
    const isFailure = exited === null ? FAILED.test(said) : exited[1] !== "exited" || exited[2] !== "0";
    const isStopping = [...host.stopping].some((named) => isOf(unit, named));
    if (!isFailure || isStopping || host.down.has(unit)) return [];
    host.down.add(unit);
    return [signOf(line, unit, "process", true)];
  };
  const ofSystemd = (host: Host, line: LogLine): Sign[] => {
    const [, unit, said] = OF_UNIT.exec(line.message) ?? [];
    if (unit !== undefined) return ofUnit(host, line, unit, said!);
    const stop = STOPPING.exec(line.message);
    if (stop?.[1] === "Stopping") host.stopping.add(stop[2]!);
    const started = STARTED.exec(line.message)?.[1];
    if (started === undefined) return [];
    for (const named of host.stopping) if (named === started || isOf(named, started)) host.stopping.delete(named);
    const units = [...host.down].filter((down) => isOf(down, started));
    for (const own of units) host.down.delete(own);
    return units.map((own) => signOf(line, own, "process", false));
  };
  return (line) => {
    const host = hosts.get(line.host) ?? { last: line, isShutDown: false, down: new Set(), stopping: new Set() };
    hosts.set(line.host, host);
    const isAnew = line.boot !== null && host.last.boot !== null && line.boot !== host.last.boot;
    const signs = isAnew ? boot(host, line) : [];
    host.last = line;
    if (line.program !== "systemd") return signs;
    if (SHUTDOWN.test(line.message)) host.isShutDown = true;
    return [...signs, ...ofSystemd(host, line)];
  };
}
