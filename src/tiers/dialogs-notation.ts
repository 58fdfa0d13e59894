import { didYouMean } from "../notation/nearest.ts";
import { defaulted, name, object, optional, required } from "../notation/object.ts";
import { duration, rate, word } from "../notation/quantities.ts";
import { described, type Read, type Shape, type Written } from "../notation/shape.ts";

/** Copies of dialogs: none are made; all are confirmed before the 200 is sent on; or they are made so many seconds after it. */
export type Replication =
  | { readonly mode: "none" }
  | { readonly mode: "synchronous" }
  | { readonly mode: "lagged"; readonly lag: number };

const lagFields = object("copies with a lag", {
  lag: required("How long after the 200 a dialog is copied.", duration("1 s")),
});
const replicationWord = word("none", "synchronous");
const replicationShape: Shape<Replication, Written<typeof replicationWord> | Written<typeof lagFields>> = {
  expected: 'none, synchronous or { lag: "1 s" }',
  schema: { anyOf: [replicationWord.schema, lagFields.schema] },
  sample: { mode: "none" },
  read(node, place) {
    if (node.kind === "map") return { mode: "lagged", lag: lagFields.read(node, place).lag };
    if (node.kind === "scalar" && (node.value === "none" || node.value === "synchronous")) return { mode: node.value };
    const hint = node.kind === "scalar" ? didYouMean(String(node.value), ["none", "synchronous", "lag"]) : "";
    return place.refuse(described(node), this.expected, this.sample, hint);
  },
};

const mediaFields = object("media", {
  relays: optional("Tier of relays that the media flow through; left out: the server itself.", name),
  noticed: defaulted(
    "From the death of a relay until no call is given it any more; 5 s is what Kamailio's rtpengine module takes with its defaults.",
    duration("5 s"),
    5,
    "5 s",
  ),
  moved: defaulted(
    "From a takeover with the dialog, or from the moment at which a dead relay is noticed, until a re-INVITE moves a silent call; never: it stays silent.",
    duration("0 s", { words: { never: Infinity } }),
    Infinity,
    "never",
  ),
  rate: defaulted("How many calls a server moves per second, one after the other.", rate, 100, "100/s"),
});
const mediaWord = word("released", "anchored");
type Media = Read<typeof mediaFields>;
const mediaShape: Shape<Media | null, Written<typeof mediaWord> | { readonly anchored: Written<typeof mediaFields> }> =
  (() => {
    const anchored = object("anchored media", { anchored: required("How.", mediaFields) });
    const usual: Media = { noticed: 5, moved: Infinity, rate: 100 };
    return {
      expected: 'released, anchored or { anchored: { relays: "relays" } }',
      schema: { anyOf: [mediaWord.schema, anchored.schema] },
      sample: null,
      read(node, place) {
        if (node.kind === "map") return anchored.read(node, place).anchored;
        if (node.kind === "scalar" && node.value === "released") return null;
        if (node.kind === "scalar" && node.value === "anchored") return usual;
        const hint = node.kind === "scalar" ? didYouMean(String(node.value), ["released", "anchored"]) : "";
        return place.refuse(described(node), this.expected, this.sample, hint);
      },
    };
  })();

export const dialogsShape = object("dialogs", {
  replication: defaulted(
    "Who else of the tier knows a dialog: nobody; all who live, before the 200 is sent on; or all who live, so long after it.",
    replicationShape,
    { mode: "none" },
    "none",
  ),
  media: defaulted(
    "Whether the media flow through the server or a tier of relays (anchored) or from user to user (released).",
    mediaShape,
    null,
    "released",
  ),
});
