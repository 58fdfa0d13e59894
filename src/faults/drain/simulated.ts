import type { Fault } from "../description.ts";
import { drained } from "../maintenance.ts";
import { forGood, type Mechanism } from "../mechanism.ts";

export const drain: Mechanism<Fault<"drain">> = {
  strikes: "once",
  deed: ({ drain, within, takes }, stage) =>
    forGood(() => void stage.processes.start(drained(stage.node(drain), within, takes, stage))),
};
