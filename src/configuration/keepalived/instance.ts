import type { Block, Remarks } from "../block.ts";
import { numberOf } from "../block.ts";
import { byDefault, type Said, written } from "../place.ts";
import { keyOf, placeOf, type Statement } from "../statement.ts";
import type { Tracked, VrrpInstance } from "./facts.ts";
import { type BlockOf, HARMLESS, KEEPALIVED } from "./version.ts";

/** What the whole file says for all instances that do not say it themselves. */
export interface Common {
  readonly block: BlockOf;
  readonly remarks: Remarks;
  readonly version: Said<number>;
  readonly strict: Said<boolean>;
  readonly lowerNoAdvert: Said<boolean>;
  readonly higherSends: Said<boolean>;
  readonly downTimerAdverts: Said<number>;
  readonly garp: {
    readonly delay: Said<number>;
    readonly repeat: Said<number>;
    readonly refresh: Said<number>;
    /** null: as those of a master. */
    readonly lowerDelay: Said<number> | null;
    readonly lowerRepeat: Said<number> | null;
  };
}

/** A `vrrp_instance`. */
export function instanceOf(statement: Statement, common: Common): VrrpInstance {
  const { block, remarks, garp } = common;
  const own = block(statement.block);
  const priority = own.number("priority", own.text("state")?.value.toUpperCase() === "MASTER" ? 255 : 100, {
    min: 1,
    max: 255,
    isWhole: true,
  });
  const addresses = own.inside("virtual_ipaddress", "virtual_ipaddress_excluded").map(addressOf);
  const version = versionOf(own, addresses, common);
  const strict = own.flag("strict_mode", common.strict);
  const delay = own.number("garp_master_delay", garp.delay);
  const repeat = own.number("garp_master_repeat", garp.repeat);
  const one: VrrpInstance = {
    name: statement.words[1]?.text ?? "",
    place: placeOf(statement),
    state: stateOf(own, priority, remarks),
    interface: own.text("interface"),
    virtualRouterId: own.text("virtual_router_id") && rangeOrNull(own, "virtual_router_id"),
    priority,
    advertInterval: intervalOf(own, version, remarks),
    version,
    downTimerAdverts: own.number("down_timer_adverts", common.downTimerAdverts, { min: 1, max: 100 }),
    nopreempt: own.flag("nopreempt"),
    preemptDelay: own.number("preempt_delay", 0, { max: 1000 }),
    useVmac: presence(own, "use_vmac"),
    unicastSource: own.text("unicast_src_ip"),
    unicastPeers: own.inside("unicast_peer").map((peer) => written(keyOf(peer), placeOf(peer))),
    authentication: authenticationOf(own, block),
    addresses,
    trackedScripts: trackedIn(own, "track_script", remarks),
    trackedProcesses: trackedIn(own, "track_process", remarks),
    trackedInterfaces: trackedIn(own, "track_interface", remarks),
    trackedFiles: trackedIn(own, "track_file", remarks),
    trackedBfds: trackedIn(own, "track_bfd", remarks),
    ignoresOwnInterface: own.flag("dont_track_primary"),
    garpMasterDelay: delay,
    garpMasterRepeat: repeat,
    garpMasterRefresh: own.number("garp_master_refresh", garp.refresh),
    garpLowerPriorityDelay: own.number("garp_lower_prio_delay", garp.lowerDelay ?? delay),
    garpLowerPriorityRepeat: own.number(
      "garp_lower_prio_repeat",
      garp.lowerRepeat ?? (strict.value ? byDefault(0, KEEPALIVED) : repeat),
    ),
    lowerPriorityNoAdvert: own.flag("lower_prio_no_advert", common.lowerNoAdvert),
    higherPrioritySendsAdvert: own.flag("higher_prio_send_advert", common.higherSends),
    strict,
  };
  own.rest(HARMLESS.instance);
  return one;
}

/** A priority of 255 is the address owner's, and makes a master. */
function stateOf(own: Block, priority: Said<number>, { problems }: Remarks): Said<"MASTER" | "BACKUP"> {
  const state = own.text("state");
  const statement = own.last("state");
  if (state !== null && /^(MASTER|BACKUP)$/i.test(state.value))
    return { value: /^M/i.test(state.value) ? "MASTER" : "BACKUP", origin: state.origin };
  if (state !== null)
    problems.push({
      place: placeOf(statement!),
      text: `state ${state.value} is neither MASTER nor BACKUP; BACKUP is taken`,
    });
  return priority.value === 255 && priority.origin.kind === "written"
    ? { value: "MASTER", origin: priority.origin }
    : byDefault("BACKUP", KEEPALIVED);
}

function versionOf(own: Block, addresses: readonly Said<string>[], common: Common): Said<2 | 3> {
  const first = addresses[0];
  const { value, origin } = own.number("version", common.version, { min: 2, max: 3 });
  if (first?.value.includes(":") === true && value < 3) return { value: 3, origin: first.origin };
  return { value: value >= 3 ? 3 : 2, origin };
}

function intervalOf(own: Block, version: Said<2 | 3>, { problems }: Remarks): Said<number> {
  const said = own.number("advert_int", 1, { min: 0.01, max: 255 });
  const { value, origin } = said;
  if (version.value === 2 && !Number.isInteger(value) && origin.kind === "written") {
    const rounded = Math.max(1, Math.round(value));
    problems.push({ place: origin.place, text: `advert_int ${value} is no whole second; version 2 takes ${rounded}` });
    return { value: rounded, origin };
  }
  if (version.value === 3 && value > 40.95 && origin.kind === "written") {
    problems.push({ place: origin.place, text: `advert_int ${value} is more than the 40.95 s that version 3 can say` });
    return byDefault(1, KEEPALIVED);
  }
  return said;
}

/** null where what stands there is no number from 1 to 255. */
function rangeOrNull(own: Block, key: string): Said<number> | null {
  const said = own.number(key, 0, { min: 1, max: 255, isWhole: true });
  return said.origin.kind === "written" ? said : null;
}

/** Whether a word stands there, whatever stands behind it. */
function presence(own: Block, key: string): Said<boolean> {
  const statement = own.last(key);
  return statement === undefined ? byDefault(false, KEEPALIVED) : written(true, placeOf(statement));
}

/** An address without its prefix. */
function addressOf(statement: Statement): Said<string> {
  return written(keyOf(statement).replace(/\/.*$/, ""), placeOf(statement));
}

function authenticationOf(own: Block, block: BlockOf): VrrpInstance["authentication"] {
  const statement = own.last("authentication");
  if (statement === undefined) return null;
  const inner = block(statement.block);
  const one = {
    kind: inner.text("auth_type")?.value ?? "",
    password: inner.text("auth_pass")?.value ?? "",
    place: placeOf(statement),
  };
  inner.rest({ words: new Set() });
  return one;
}

const wholeOf = (text: string): number => (Number.isInteger(numberOf(text)) ? numberOf(text) : NaN);

/** What is tracked: a line for each, `name`, `name weight 2` or `name weight 2 reverse`. */
export function trackedIn(own: Block, key: string, remarks: Remarks): Tracked[] {
  return own.inside(key).map((statement) => {
    const { words } = statement;
    const at = words.findIndex(({ text }, index) => index > 0 && text === "weight");
    const weight = at < 0 ? undefined : words[at + 1];
    const value = wholeOf(weight?.text ?? "");
    if (at > 0 && Number.isNaN(value))
      remarks.problems.push({ place: placeOf(statement), text: "gives a weight that is no number; it is left out" });
    return {
      name: keyOf(statement),
      place: placeOf(statement),
      weight: weight === undefined || Number.isNaN(value) ? null : written(value, weight.place),
      isReversed: words.some(({ text }) => text === "reverse"),
    };
  });
}
