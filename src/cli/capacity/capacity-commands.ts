/** The command that asks how much a service carries. */
import { COUNTED } from "../../capacity/criteria.ts";
import { command } from "../command/command.ts";
import { by, choice, count, directory, or, read, unless } from "../command/option.ts";
import { printing, SET, SETTINGS } from "../command/shared-options.ts";

const share = (about: string, low: number, high: number, example: string) =>
  read("<share>", about, by("shareBetween", low, high, example));

export const CAPACITY = command({
  about: "the highest rate of calls or registrations within bounds on loss, time and utilisation, also with nodes down",
  args: [["<file>", "scenario file"]],
  options: {
    of: or(choice("<what>", "what comes at that rate: calls, or registrations without any call", COUNTED), "calls"),
    maxLoss: or(share("share of the calls or registrations that may fail", 0, 0.5, "0.1%"), 0.001, "0.1 %"),
    maxSetup: read("<bound>", 'quantile of the set-up time and its bound, such as "p95 200 ms"', by("quantileBound")),
    maxResponse: read(
      "<bound>",
      'with --of registrations: quantile of the time to the 200, and its bound, such as "p95 50 ms"',
      by("quantileBound"),
    ),
    maxUtilisation: share("share of the time for which the busiest node's workers may be busy", 0, 1, "80%"),
    precision: or(share("half-width of the 95 % interval, relative to the rate", 0, 0.5, "5%"), 0.05, "5 %"),
    maximum: or(count("maximum number of replications at one rate", 5, 100_000), 400),
    down: or(
      count("nodes of a tier that may be down at once", 1, 1000, "<n>"),
      1000,
      "as many as the service survives",
    ),
    survivors: unless("only the whole service, no node down"),
    ...SET,
    seed: SETTINGS.seed,
    out: directory("write capacity.json, capacity.csv, knee.csv, LaTeX and the knee as a chart there"),
    ...printing("the result"),
  },
  example: "capacity scenarios/iprs.yaml --max-loss 1%",
});
