import type { Preset } from "./preset.ts";
import { anycast } from "./presets/anycast.ts";
import { ciscoVrrp } from "./presets/cisco-vrrp.ts";
import { director } from "./presets/director.ts";
import { dnsSrv } from "./presets/dns-srv.ts";
import { dnsUpdate } from "./presets/dns-update.ts";
import { fff } from "./presets/fff.ts";
import { galeraUsrloc } from "./presets/galera-usrloc.ts";
import { geoRedundant } from "./presets/geo-redundant.ts";
import { ipTakeover } from "./presets/ip-takeover.ts";
import { iprs } from "./presets/iprs.ts";
import { kamailioDispatcher } from "./presets/kamailio-dispatcher.ts";
import { kamailioDmq } from "./presets/kamailio-dmq.ts";
import { kamailioKeepalived } from "./presets/kamailio-keepalived.ts";
import { kamailioKubernetes } from "./presets/kamailio-kubernetes.ts";
import { openaisRegistrar } from "./presets/openais-registrar.ts";
import { opensipsClusterer } from "./presets/opensips-clusterer.ts";
import { ppdr } from "./presets/ppdr.ts";
import { sbcPair } from "./presets/sbc-pair.ts";
import { single } from "./presets/single.ts";

/** All presets, in the order in which they are listed: those of the thesis first, then today's. */
export const PRESETS: readonly Preset[] = [
  single,
  iprs,
  ppdr,
  ciscoVrrp,
  fff,
  openaisRegistrar,
  dnsSrv,
  dnsUpdate,
  ipTakeover,
  director,
  kamailioDispatcher,
  kamailioDmq,
  opensipsClusterer,
  galeraUsrloc,
  anycast,
  geoRedundant,
  kamailioKeepalived,
  kamailioKubernetes,
  sbcPair,
];

/** What `architecture.preset` takes. */
export const PRESET_NAMES: readonly string[] = PRESETS.map(({ name }) => name);

/** What presets were called before. */
const FORMER: Readonly<Record<string, string>> = { "opensips-cluster": "opensips-clusterer" };

export const presetNamed = (name: string): Preset | undefined =>
  PRESETS.find((preset) => preset.name === (FORMER[name] ?? name));
