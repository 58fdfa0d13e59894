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
  readonly bfdInstances: readonly BfdInstance[];
  readonly virtualServers: readonly VirtualServer[];
  /** `virtual_server_group`: what `virtual_server group NAME` stands for. */
  readonly virtualServerGroups: readonly {
    readonly name: string;
    readonly place: Place;
    readonly addresses: readonly Said<string>[];
  }[];
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
  /** `advert_int` [s]. Version 2 knows whole seconds only and rounds; that is done here, the line is told. */
  readonly advertInterval: Said<number>;
  /** 3 wherever the addresses are of IPv6. */
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
  readonly trackedFiles: readonly Tracked[];
  readonly trackedBfds: readonly Tracked[];
  /** `dont_track_primary`: the instance's own interface may fail without consequence. */
  readonly ignoresOwnInterface: Said<boolean>;
  /** `garp_master_delay` [s], `garp_master_repeat`, `garp_master_refresh` [s; 0: never again]. */
  readonly garpMasterDelay: Said<number>;
  readonly garpMasterRepeat: Said<number>;
  readonly garpMasterRefresh: Said<number>;
  /** What a master sends that has heard a lower priority: after this long [s], this often. */
  readonly garpLowerPriorityDelay: Said<number>;
  readonly garpLowerPriorityRepeat: Said<number>;
  /** `lower_prio_no_advert`: a lower priority is not answered by an advertisement. */
  readonly lowerPriorityNoAdvert: Said<boolean>;
  /** `higher_prio_send_advert`: a master that hears a higher priority advertises once more before it gives way. */
  readonly higherPrioritySendsAdvert: Said<boolean>;
  /** `vrrp_strict`, `strict_mode`. */
  readonly strict: Said<boolean>;
}

/** What an instance tracks, and by how much its priority changes; 0: it goes to the fault state; null: as the script itself says. */
export interface Tracked {
  readonly name: string;
  readonly place: Place;
  readonly weight: Said<number> | null;
  /** `reverse`: the weight counts while what is tracked is well. */
  readonly isReversed: boolean;
}

/** Whether the weight that counts is reversed: the instance's own goes before that of the script or process. */
export const isReversed = (tracked: Tracked, own: { readonly isReversed: boolean }): boolean =>
  tracked.weight === null ? own.isReversed : tracked.isReversed;

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
  /** `reverse`: the weight counts while the script fails as it otherwise does while it succeeds. */
  readonly isReversed: boolean;
  readonly user: Said<string> | null;
  /** `init_fail`: counts as failed until it has succeeded. */
  readonly failsAtFirst: Said<boolean>;
}

/** `vrrp_track_process` (`track_process`). */
export interface TrackedProcess {
  readonly name: string;
  readonly place: Place;
  readonly process: Said<string> | null;
  readonly weight: Said<number>;
  /** `reverse`, as of a script. */
  readonly isReversed: boolean;
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
  readonly trackedInterfaces: readonly Tracked[];
  /** `sync_group_tracking_weight`: without it the members' weights of scripts, files and processes count as 0. */
  readonly keepsWeights: Said<boolean>;
}

/** `bfd_instance`. */
export interface BfdInstance {
  readonly name: string;
  readonly place: Place;
  readonly neighbour: Said<string> | null;
  /** [s] */
  readonly minTx: Said<number>;
  /** [s] */
  readonly minRx: Said<number>;
  readonly multiplier: Said<number>;
}

/** `virtual_server`: LVS. */
export interface VirtualServer {
  /** An address, `fwmark N` or `group NAME`. */
  readonly address: Said<string>;
  /** null: a firewall mark, a group, or every port. */
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
  /** All of them must succeed; empty: nothing is checked. */
  readonly checks: readonly RealServerCheck[];
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
