import type { VrrpInstance } from "../configuration/keepalived/facts.ts";
import type { Place } from "../configuration/place.ts";
import type { Check, Found, Severity } from "./check.ts";
import { keepalivedConf, pair } from "./examples.ts";
import { lastDies, type Member, meantTogether, placeOf } from "./vrrp.ts";

/** One thing in which two hosts of a virtual router may disagree. */
interface Disagreement {
  readonly code: string;
  readonly key: string;
  readonly about: string;
  readonly mend: string;
  readonly ill: Check["ill"];
  /** What a host says, to be compared and shown, and where. */
  said(instance: VrrpInstance): { readonly value: string; readonly place: Place };
  /** Pairs that it does not apply to; a severity less than error. */
  judge?(one: VrrpInstance, other: VrrpInstance): { readonly severity: Severity; readonly consequence: string } | null;
}

const BOTH_ARE_MASTERS =
  "Neither heeds the other: both are master for as long as both live, and who gets a call is who announced the address last";

const list = (instance: VrrpInstance): string[] => instance.addresses.map(({ value }) => value).sort();

const DISAGREEMENTS: readonly Disagreement[] = [
  {
    code: "SN103",
    key: "virtual_router_id",
    about:
      "Hosts that share a virtual address must have the same `virtual_router_id`: an advertisement of another one is for somebody else (RFC 5798 §7.1).",
    mend: "The same number on all hosts of the virtual router, and another for each other one of the network.",
    ill: pair({ id: 51 }, { id: 52 }),
    said: ({ virtualRouterId, place }) => ({
      value: String(virtualRouterId?.value ?? "none"),
      place: placeOf(virtualRouterId, place),
    }),
  },
  {
    code: "SN104",
    key: "advert_int",
    about:
      "Under version 2 an advertisement with another interval than one's own is thrown away (RFC 3768 §7.1); under version 3 a backup takes over the master's.",
    mend: "The same `advert_int` on all hosts.",
    ill: pair({ lines: "advert_int 1" }, { lines: "advert_int 2" }),
    said: ({ advertInterval, place }) => ({
      value: `${advertInterval.value} s`,
      place: placeOf(advertInterval, place),
    }),
    judge: (one, other) =>
      one.version.value === 2 || other.version.value === 2
        ? { severity: "error", consequence: BOTH_ARE_MASTERS }
        : {
            severity: "note",
            consequence: `A backup goes by the master's interval: the death of one is noticed after ${threeIntervals(one)} s and more, of the other after ${threeIntervals(other)} s and more`,
          },
  },
  {
    code: "SN105",
    key: "vrrp_version",
    about:
      "Hosts of one virtual router must speak the same version of VRRP: an advertisement of another one is thrown away (RFC 5798 §7.1).",
    mend: "The same `vrrp_version` on all hosts.",
    ill: pair({ global: "vrrp_version 2" }, { global: "vrrp_version 3" }),
    said: ({ version, place }) => ({ value: String(version.value), place: placeOf(version, place) }),
  },
  {
    code: "SN106",
    key: "authentication",
    about:
      "Under version 2 an advertisement with another password, or of another kind, is thrown away. Version 3 has no authentication.",
    mend: "The same `auth_type` and `auth_pass` on all hosts; Keepalived takes the first eight characters.",
    ill: pair({ lines: password("firstone") }, { lines: password("otherone") }),
    said: ({ authentication, place }) => ({
      value: authentication === null ? "none" : `${authentication.kind} ${authentication.password.slice(0, 8)}`,
      place: authentication?.place ?? place,
    }),
    judge: (one, other) =>
      one.version.value === 3 && other.version.value === 3
        ? null
        : { severity: "error", consequence: BOTH_ARE_MASTERS },
  },
  {
    code: "SN107",
    key: "virtual_ipaddress",
    about:
      "A host throws away advertisements whose addresses are not its own (Keepalived checks them unless `vrrp_skip_check_adv_addr` spares the later ones of the same master).",
    mend: "The same addresses on all hosts; further ones as `virtual_ipaddress_excluded`.",
    ill: pair({ addresses: "192.0.2.10\n        192.0.2.11" }, {}),
    said: (instance) => ({
      value: list(instance).join(", ") || "none",
      place: placeOf(instance.addresses[0] ?? null, instance.place),
    }),
  },
];

function password(text: string): string {
  return `authentication {\n    auth_type PASS\n    auth_pass ${text}\n}`;
}

const threeIntervals = ({ downTimerAdverts, advertInterval }: VrrpInstance): number =>
  Number((downTimerAdverts.value * advertInterval.value).toPrecision(6));

/** Whatever is a password is not repeated. */
const shown = (key: string, value: string): string => (key === "authentication" ? value.split(" ", 1)[0]! : value);

const found = ({ key, said, judge }: Disagreement, [one, other]: readonly [Member, Member]): Found[] => {
  const [mine, theirs] = [said(one.instance), said(other.instance)];
  const judged =
    judge === undefined
      ? { severity: "error" as const, consequence: BOTH_ARE_MASTERS }
      : judge(one.instance, other.instance);
  if (mine.value === theirs.value || judged === null) return [];
  const [here, there] = [shown(key, theirs.value), shown(key, mine.value)];
  return [
    {
      place: theirs.place,
      message:
        here === there
          ? `${key} of ${other.instance.name} is another on ${other.node} than on ${one.node}`
          : `${key} of ${other.instance.name} is ${here} on ${other.node} and ${there} on ${one.node}`,
      ...judged,
      ...(judged.severity === "error" ? { trial: lastDies(one, other) } : {}),
    },
  ];
};

/** What peers disagree in: a check for each. */
export const PEERS_DISAGREE: readonly Check[] = DISAGREEMENTS.map((one) => ({
  code: one.code,
  title: `Hosts of a virtual router disagree in ${one.key}`,
  severity: "error",
  about: one.about,
  mend: one.mend,
  ill: one.ill,
  well: { ...pair(), "kam2/keepalived.conf": keepalivedConf({}) },
  find: (seen) => meantTogether(seen).flatMap((two) => found(one, two)),
}));
