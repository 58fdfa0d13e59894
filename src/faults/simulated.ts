import { chance } from "./chance/simulated.ts";
import { cut } from "./cut/simulated.ts";
import { degrade } from "./degrade/simulated.ts";
import type { Fault, VerbName } from "./description.ts";
import { drain } from "./drain/simulated.ts";
import { freeze } from "./freeze/simulated.ts";
import { hang } from "./hang/simulated.ts";
import { heal } from "./heal/simulated.ts";
import { kill } from "./kill/simulated.ts";
import { loseArp } from "./loseArp/simulated.ts";
import type { FaultEffect, FaultMechanism, FaultSurroundings, Risk } from "./mechanism.ts";
import { partition } from "./partition/simulated.ts";
import { restart } from "./restart/simulated.ts";
import { resume } from "./resume/simulated.ts";
import { shock } from "./shock/simulated.ts";
import { slow } from "./slow/simulated.ts";
import { upgrade } from "./upgrade/simulated.ts";

const MECHANISMS: { readonly [K in VerbName]: FaultMechanism<Fault<K>> } = {
  ...{
    kill,
    restart,
    hang,
    resume,
    freeze,
    slow,
    cut,
    degrade,
    partition,
    heal,
    loseArp,
    drain,
    upgrade,
    chance,
    shock,
  },
};

const mechanismOf = <K extends VerbName>(fault: Fault<K>): FaultMechanism<Fault<K>> => MECHANISMS[fault.verb];

/** What a line does when it strikes; null if it strikes by chance. */
export function effectOf(fault: Fault, surroundings: FaultSurroundings): FaultEffect | null {
  const mechanism = mechanismOf(fault);
  return mechanism.strikes === "once" ? mechanism.effect(fault, surroundings) : null;
}

/** How often what a line names breaks; null if it strikes once. */
export function riskOf(fault: Fault): Risk | null {
  const mechanism = mechanismOf(fault);
  return mechanism.strikes === "by chance" ? mechanism.risk(fault) : null;
}
