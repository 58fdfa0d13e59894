import type { Place, Said } from "../place.ts";

/** What a zone file says of how SIP servers are found (RFC 1035, 2782, 3263, 3403). Names are absolute, in lower case, without the last dot; times in seconds. */
export interface ZoneFacts {
  /** null: neither `$ORIGIN` nor the name of the file says it; relative names then stay as they are. */
  readonly origin: Said<string> | null;
  readonly srv: readonly SrvRecord[];
  readonly naptr: readonly NaptrRecord[];
  /** A and AAAA. */
  readonly addresses: readonly AddressRecord[];
  readonly aliases: readonly AliasRecord[];
  /** Name servers of the zone itself. */
  readonly nameServers: readonly string[];
  /** What a name that is not there is remembered for (RFC 2308): the least of the SOA's minimum and its own time to live; null without SOA. */
  readonly negativeTtl: Said<number> | null;
}

interface ResourceRecord {
  readonly place: Place;
  readonly name: string;
  readonly ttl: Said<number>;
}

export interface SrvRecord extends ResourceRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** "" where the target is the root: no such service. */
  readonly target: string;
}

export interface NaptrRecord extends ResourceRecord {
  readonly order: number;
  readonly preference: number;
  readonly flags: string;
  /** `SIP+D2U`, `SIPS+D2T`, … in capitals. */
  readonly service: string;
  readonly replacement: string;
}

export interface AddressRecord extends ResourceRecord {
  readonly address: string;
}

export interface AliasRecord extends ResourceRecord {
  readonly target: string;
}
