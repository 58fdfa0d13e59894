import { isKnown } from "../../../notation/known.ts";
import { defaulted, name, object, optional, required } from "../../../notation/object.ts";
import type { Place } from "../../../notation/place.ts";
import { duration, flag, word } from "../../../notation/quantities.ts";
import { converted, type Read } from "../../../notation/shape.ts";
import type { Deployment, Tier } from "../../../tiers/description.ts";
import { formatDuration } from "../../../units/duration.ts";

const deviceFields = object("a quorum device", {
  node: required("The arbiter: a node of a tier of monitors, which serves nobody.", name),
  algorithm: defaulted(
    "ffsplit: it has one vote, for one half of a cluster that falls into two; lms: as many as all nodes but one, so that the last node that sees it has quorum.",
    word("ffsplit", "lms"),
    "ffsplit" as const,
  ),
  timeout: defaulted("After how long without an answer its vote is gone.", duration("10 s", { above: 0 }), 10, "10 s"),
});

const quorumFields = object("quorum", {
  twoNode: defaulted("Of two nodes either has quorum by itself (two_node).", flag, false),
  waitForAll: optional(
    "Whether a node that starts has no quorum until it has seen all others, or one that has it (wait_for_all). Left out: as twoNode.",
    flag,
  ),
  lastManStanding: optional(
    "How long after the last loss of a member the votes expected are lowered to those that are left (last_man_standing_window, 10 s there). Left out: never.",
    duration("10 s", { above: 0 }),
  ),
  device: optional("An arbiter that gives its votes to one part of the cluster (corosync-qdevice).", deviceFields),
});

/** Who may serve: those that a majority of the votes is with. Times in seconds. */
export const quorumShape = converted(quorumFields, { twoNode: false, waitForAll: false }, (read) => ({
  ...read,
  waitForAll: read.waitForAll ?? read.twoNode,
}));
export type Quorum = Read<typeof quorumShape>;

/** Votes of a quorum device, beside one for each of so many nodes. */
export const deviceVotes = ({ device }: Pick<Quorum, "device">, nodes: number): number =>
  device === undefined ? 0 : device.algorithm === "lms" ? nodes - 1 : 1;

/** How many votes are needed while so many are expected (votequorum(5)). */
export const votesNeeded = ({ twoNode }: Pick<Quorum, "twoNode">, expected: number): number =>
  twoNode ? 1 : Math.floor(expected / 2) + 1;

/** Reports what cannot be; the place is that of the quorum. */
export function checkQuorum(
  { twoNode, lastManStanding, device }: Quorum,
  watched: Tier,
  tiers: Deployment["tiers"],
  place: Place,
): void {
  const nodes = watched.nodes.length;
  if (twoNode && nodes !== 2) place.at("twoNode").report(`twoNode in a tier of ${nodes} nodes`, "a tier of two");
  if (device === undefined) return;
  for (const [key, isThere] of [
    ["twoNode", twoNode],
    ["lastManStanding", lastManStanding !== undefined],
  ] as const)
    if (isThere) place.at(key).report(`${key} beside a device`, "one of the two: corosync does not allow both");
  const monitors = tiers.filter(({ role }) => role === "monitor").flatMap((tier) => tier.nodes.map(({ name }) => name));
  isKnown(device.node, monitors, "a node of a tier of monitors", place.at("device", "node"));
}

/** Says what is legal and almost surely not meant. */
export function warnOfQuorum(quorum: Quorum, isFenced: boolean, watched: Tier, place: Place): void {
  const nodes = watched.nodes.length;
  const votes = nodes + deviceVotes(quorum, nodes);
  const spared = votes - votesNeeded(quorum, votes);
  if (quorum.twoNode && !isFenced)
    place
      .at("twoNode")
      .warn(
        "twoNode without fencing",
        "where the two lose sight of each other both serve",
        "Say fencing, with a delay for one of them.",
      );
  if (quorum.twoNode || quorum.device !== undefined) return;
  if (nodes === 2)
    place.warn(
      "a quorum of two nodes, without twoNode",
      "whichever dies, the other stops as well: two fail more often than one would",
      "Say twoNode: true, with fencing, or give the two a device.",
    );
  else if (votes % 2 === 0)
    place.warn(
      `an even number of votes, ${votes}`,
      `${spared === 1 ? "one death is" : `${spared} deaths are`} borne, as of ${votes - 1}, and where the network divides them in halves nobody serves`,
      "Have an odd number of nodes, or a device of algorithm ffsplit.",
    );
}

/** As in "…, quorum of 2 of 3 votes". */
export function quorumWords({ twoNode, waitForAll, lastManStanding, device }: Quorum): string {
  const parts = [
    ...(twoNode ? ["either of two has quorum"] : ["only with a majority of votes"]),
    ...(waitForAll ? ["after a start once all have been seen"] : []),
    ...(lastManStanding === undefined ? [] : [`votes lowered after ${formatDuration(lastManStanding)}`]),
    ...(device === undefined ? [] : [`arbiter ${device.node} (${device.algorithm})`]),
  ];
  return parts.join(", ");
}
