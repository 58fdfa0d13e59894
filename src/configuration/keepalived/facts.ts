import type { Place, Said } from "../place.ts";

/** What a keepalived.conf says, in keepalived's own words (keepalived.conf(5)). Times in seconds. */
export interface KeepalivedFacts {
  /** `global_defs` `router_id`; null: keepalived takes the host's name. */
  readonly routerId: Said<string> | null;
  readonly scriptSecurity: Said<boolean>;
  readonly instances: readonly VrrpInstance[];
  readonly scripts: readonly VrrpScript[];
  readonly processes: readonly TrackedProcess[];
  readonly syncGroups: readonly SyncGroup[];
  readonly virtualServers: readonly VirtualServer[];
}

/** `vrrp_instance`: a virtual router as this host takes part in it. */
export interface VrrpInstance {
  readonly name: string;
  readonly place: Place;
  readonly state: Said<"MASTER" | "BACKUP">;
  readonly interface: Said<string> | null;
  /** 1 to 255. */
  readonly virtualRouterId: Said<number> | null;
  /** 1 to 255. */
  readonly priority: Said<number>;
  /** `advert_int` [s]. */
  readonly advertInterval: Said<number>;
  readonly version: Said<2 | 3>;
  /** `down_timer_adverts`: intervals without an advertisement after which the master is dead. */
  readonly downTimerAdverts: Said<number>;
  readonly nopreempt: Said<boolean>;
  /** `preempt_delay` [s]. */
  readonly preemptDelay: Said<number>;
  readonly useVmac: Said<boolean>;
  readonly unicastSource: Said<string> | null;
  readonly unicastPeers: readonly Said<string>[];
  /** The kind and the password, as they stand; null: none. */
  readonly authentication: { readonly kind: string; readonly password: string; readonly place: Place } | null;
  /** Virtual addresses without prefix, device and label. */
  readonly addresses: readonly Said<string>[];
  readonly trackedScripts: readonly Tracked[];
  readonly trackedProcesses: readonly Tracked[];
  readonly trackedInterfaces: readonly Tracked[];
  /** `dont_track_primary`: the instance's own interface may fail without consequence. */
  readonly ignoresOwnInterface: Said<boolean>;
  /** `garp_master_delay` [s], `garp_master_repeat`, `garp_master_refresh` [s; 0: never again]. */
  readonly garpMasterDelay: Said<number>;
  readonly garpMasterRepeat: Said<number>;
  readonly garpMasterRefresh: Said<number>;
  readonly garpLowerPriorityRepeat: Said<number>;
  readonly strict: Said<boolean>;
}

/** What an instance tracks, and by how much its priority changes; 0: it goes to the fault state; null: as the script itself says. */
export interface Tracked {
  readonly name: string;
  readonly place: Place;
  readonly weight: Said<number> | null;
}

/** `vrrp_script`. */
export interface VrrpScript {
  readonly name: string;
  readonly place: Place;
  readonly command: Said<string> | null;
  /** [s] */
  readonly interval: Said<number>;
  /** [s] */
  readonly timeout: Said<number>;
  readonly fall: Said<number>;
  readonly rise: Said<number>;
  /** −253 to 253; 0: the instance goes to the fault state. */
  readonly weight: Said<number>;
  readonly user: Said<string> | null;
}

/** `vrrp_track_process` (`track_process`). */
export interface TrackedProcess {
  readonly name: string;
  readonly place: Place;
  readonly process: Said<string> | null;
  readonly weight: Said<number>;
  readonly quorum: Said<number>;
  /** [s] */
  readonly delay: Said<number>;
}

/** `vrrp_sync_group`. */
export interface SyncGroup {
  readonly name: string;
  readonly place: Place;
  readonly members: readonly Said<string>[];
  readonly trackedScripts: readonly Tracked[];
  readonly trackedProcesses: readonly Tracked[];
}

/** `virtual_server`: LVS. */
export interface VirtualServer {
  readonly address: Said<string>;
  /** A firewall mark stands without a port. */
  readonly port: number | null;
  readonly place: Place;
  readonly protocol: Said<string>;
  readonly algorithm: Said<string> | null;
  readonly kind: Said<string> | null;
  /** `delay_loop` [s]. */
  readonly delayLoop: Said<number>;
  /** [s]; 0: off. */
  readonly persistenceTimeout: Said<number>;
  readonly opensEachPacket: Said<boolean>;
  readonly quorum: Said<number>;
  readonly alpha: Said<boolean>;
  readonly realServers: readonly RealServer[];
}

/** `real_server`. */
export interface RealServer {
  readonly address: Said<string>;
  readonly port: number | null;
  readonly place: Place;
  readonly weight: Said<number>;
  readonly inhibitsOnFailure: Said<boolean>;
  /** null: nothing is checked. */
  readonly check: RealServerCheck | null;
}

/** `TCP_CHECK`, `HTTP_GET`, `SSL_GET`, `MISC_CHECK`, `DNS_CHECK`, `UDP_CHECK`, `PING_CHECK`, `SMTP_CHECK`, `BFD_CHECK`. */
export interface RealServerCheck {
  readonly kind: string;
  readonly place: Place;
  /** [s] */
  readonly delayLoop: Said<number>;
  /** [s] */
  readonly connectTimeout: Said<number>;
  readonly retry: Said<number>;
  /** [s] */
  readonly delayBeforeRetry: Said<number>;
}
