import type { CorosyncFacts } from "../configuration/corosync/facts.ts";
import type { Check, Found, Seen } from "./check.ts";
import { cib, ring } from "./examples-of-clusters.ts";
import { hostDies } from "./vrrp.ts";

/** The least that corosync.conf(5) allows: consensus in tokens. */
const CONSENSUS = 1.2;

export const CONSENSUS_TOO_SHORT: Check = {
  code: "SN301",
  title: "consensus is less than 1.2 tokens",
  severity: "error",
  about:
    "Corosync waits `consensus` for all nodes to agree on a new ring; corosync.conf(5) asks for at least 1.2 × `token` (with the coefficient of nodes above two).",
  mend: "Leave `consensus` out: it is 1.2 × the token then.",
  ill: ring("    token: 3000\n    consensus: 2000\n"),
  well: ring("    token: 3000\n    consensus: 3600\n"),
  notRun: "No run shows it: a corosync that refuses its file, and rings that disagree, are no part of the model.",
  find: (seen) =>
    ringsOf(seen).flatMap(({ facts }) => {
      const { consensus, tokenTimeout } = facts;
      if (consensus.origin.kind !== "written" || consensus.value >= CONSENSUS * tokenTimeout.value - 1e-9) return [];
      return [
        {
          place: consensus.origin.place,
          message: `consensus ${consensus.value} s is less than ${CONSENSUS} × the token of ${tokenTimeout.value} s`,
          consequence:
            "Corosync refuses it, or forms rings that leave out nodes that live: services move without a failure",
        },
      ];
    }),
};

export const TWO_NODES_WITHOUT_TWO_NODE: Check = {
  code: "SN302",
  title: "Two nodes without two_node: the death of either stops both",
  severity: "error",
  about:
    "Of two votes a majority is two. Looks for `two_node: 1`, or a device (an arbiter with a vote), where the node list has two nodes and `quorum` a provider.",
  mend: "`two_node: 1` in `quorum`, with fencing; or corosync-qdevice on a third host.",
  ill: { ...ring("", "    provider: corosync_votequorum\n"), ...cib() },
  well: { ...ring("", "    provider: corosync_votequorum\n    two_node: 1\n"), ...cib() },
  find: (seen) =>
    ringsOf(seen).flatMap(({ facts: { nodes, quorum } }): Found[] => {
      if (ignoresQuorum(seen)) return []; // whatever two_node says (SN306)
      if (quorum === null || nodes.length !== 2 || quorum.twoNode.value || quorum.device !== null) return [];
      const [one, other] = nodes.map(({ votes }) => votes.value);
      if (one !== other || quorum.autoTieBreaker.value) return [];
      return [
        {
          place: quorum.place,
          message: "quorum of two nodes, without two_node and without a device",
          consequence: `When either node dies the other has ${one} of ${one! + other!} votes: it loses quorum and, by pacemaker's default, stops what it serves`,
          ...(nodes[0]!.name !== null && { trial: hostDies(nodes[0]!.name.value) }),
        },
      ];
    }),
};

const DEVICE =
  "    device {\n        model: net\n        votes: 1\n        net {\n            host: 192.0.2.3\n            algorithm: ffsplit\n        }\n    }\n";
const withDevice = (line: string) => ring("", `    provider: corosync_votequorum\n${line}${DEVICE}`);

export const TWO_NODE_BESIDE_DEVICE: Check = {
  code: "SN307",
  title: "two_node beside a quorum device",
  severity: "error",
  about: "Corosync refuses both at once (votequorum.c): a device gives the third vote that `two_node` does without.",
  mend: "Leave `two_node` out where there is a device.",
  ill: withDevice("    two_node: 1\n"),
  well: withDevice(""),
  notRun: "No run shows it: a corosync that refuses its file is no part of the model.",
  find: (seen) =>
    ringsOf(seen).flatMap(({ facts: { quorum } }): Found[] =>
      quorum === null || !quorum.twoNode.value || quorum.device === null
        ? []
        : [
            {
              place: quorum.twoNode.origin.kind === "written" ? quorum.twoNode.origin.place : quorum.place,
              message: "two_node is 1, and there is a device",
              consequence: "Corosync does not start: no node serves anything after the next restart",
            },
          ],
    ),
};

const ignoresQuorum = ({ readings }: Seen): boolean =>
  readings.some((one) => one.kind === "pacemaker" && one.facts.noQuorumPolicy.value === "ignore");

const ringsOf = ({ readings }: Seen): readonly { readonly facts: CorosyncFacts }[] =>
  readings.flatMap((one) => (one.kind === "corosync" ? [{ facts: one.facts }] : []));
