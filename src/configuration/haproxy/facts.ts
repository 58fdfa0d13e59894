import type { Place, Said } from "../place.ts";

/** What a haproxy.cfg says, in HAProxy's own words (configuration.txt of 2.6). Times in seconds; Infinity: no limit. */
export interface HaproxyFacts {
  /** `frontend`, `backend` and `listen`, with what their `defaults` say of them. */
  readonly proxies: readonly HaproxyProxy[];
  readonly resolvers: readonly HaproxyResolvers[];
}

export interface HaproxyProxy {
  readonly kind: "frontend" | "backend" | "listen";
  readonly name: string;
  readonly place: Place;
  /** `tcp`, `http`. */
  readonly mode: Said<string>;
  /** Addresses with ports, as they stand behind `bind`. */
  readonly binds: readonly Said<string>[];
  readonly balance: Said<string>;
  readonly defaultBackend: Said<string> | null;
  /** `use_backend`: names without their conditions. */
  readonly backends: readonly Said<string>[];
  readonly retries: Said<number>;
  readonly redispatches: Said<boolean>;
  readonly timeoutConnect: Said<number>;
  readonly timeoutClient: Said<number>;
  readonly timeoutServer: Said<number>;
  /** null: `inter` bounds the whole check. */
  readonly timeoutCheck: Said<number> | null;
  /** `tcp`: a connection alone; else the word behind `option`, such as `httpchk`, `tcp-check`, `mysql-check`. */
  readonly check: Said<string>;
  readonly isDisabled: Said<boolean>;
  readonly servers: readonly HaproxyServer[];
}

/** `server`, and each that a `server-template` makes, with what `default-server` says of it. */
export interface HaproxyServer {
  readonly name: string;
  readonly place: Place;
  /** As it stands, without the port. */
  readonly address: Said<string>;
  readonly port: number | null;
  /** Servers of this line: one, but for `server-template`. */
  readonly count: number;
  readonly isChecked: Said<boolean>;
  readonly inter: Said<number>;
  /** While a state is being confirmed; as `inter` unless it is written. */
  readonly fastinter: Said<number>;
  /** While the server is down; as `inter` unless it is written. */
  readonly downinter: Said<number>;
  readonly fall: Said<number>;
  readonly rise: Said<number>;
  /** 0 to 256. */
  readonly weight: Said<number>;
  readonly isBackup: Said<boolean>;
  readonly isDisabled: Said<boolean>;
  /** null: no limit. */
  readonly maxconn: Said<number> | null;
  /** `none`, `shutdown-sessions`. */
  readonly onMarkedDown: Said<string>;
  /** `none`, `layer4`, `layer7`. */
  readonly observe: Said<string>;
  readonly errorLimit: Said<number>;
  readonly onError: Said<string>;
  readonly slowstart: Said<number>;
  readonly agentInter: Said<number>;
  readonly resolvers: Said<string> | null;
  readonly initAddr: Said<string>;
}

/** `resolvers`: for how long an answer of each kind is held against a server [s]. */
export interface HaproxyResolvers {
  readonly name: string;
  readonly place: Place;
  readonly servers: readonly Said<string>[];
  readonly retries: Said<number>;
  readonly timeoutResolve: Said<number>;
  readonly timeoutRetry: Said<number>;
  readonly holdNx: Said<number>;
  readonly holdTimeout: Said<number>;
  readonly holdValid: Said<number>;
}
