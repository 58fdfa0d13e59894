/**
 * The fault tree "baobab1" of the Aralia benchmark set (Rauzy), written as what the plant needs: 61 events, 84 gates.
 * Four redundant lanes behind one common event, e53; most gates are votes of 3 out of 4 lanes. Published results: 46 188
 * minimal cut sets; with every event at 0.01 the top probability is 1.01708e-4.
 */
import { allOf, anyOf, atLeast, type Structure } from "../../src/structure/expression.ts";

// A fault tree's "and" fails when all parts do, so the plant needs any of them; its "or" needs all.
const bothFail = anyOf;
const eitherFails = allOf;
const threeOfFourFail = (...parts: Structure[]) => atLeast(2, ...parts);
const twoOfFourFail = (...parts: Structure[]) => atLeast(3, ...parts);

const lane = (event: number) => bothFail("e53", `e${event}`);
const [north, east, south, west] = [54, 56, 55, 57].map(lane) as [Structure, Structure, Structure, Structure];
const back = [58, 59, 60, 61].map(lane);
const [back1, back2, back3, back4] = back as [Structure, Structure, Structure, Structure];

const vote = (first: number, lanes: readonly Structure[]) =>
  threeOfFourFail(...lanes.map((part, index) => eitherFails(`e${first + index}`, part)));

const front = [north, east, south, west];
const g5 = vote(21, front);
const g4 = vote(25, front);
const g13 = eitherFails("e15", bothFail(eitherFails("e29", north), eitherFails("e31", south)));
const g17 = eitherFails("e16", bothFail(eitherFails("e30", east), eitherFails("e32", west)));
const g35 = eitherFails(vote(33, back), vote(37, back));
const g32 = bothFail(g35, eitherFails("e17", north), eitherFails("e19", south));
const g33 = bothFail(g35, eitherFails("e18", east), eitherFails("e20", west));
const g14 = eitherFails("e10", back1, g32);
const g18 = eitherFails("e11", back2, g33);
const g21 = eitherFails("e12", back3, g32);
const g24 = eitherFails("e13", back4, g33);

const g1 = eitherFails(
  "e1",
  g5,
  g4,
  twoOfFourFail(
    eitherFails("e2", g13, north),
    eitherFails("e3", g17, east),
    eitherFails("e4", g13, south),
    eitherFails("e5", g17, west),
  ),
);
const g3 = eitherFails(
  "e1",
  g5,
  g4,
  bothFail(
    eitherFails("e2", back1, g14, north, g13),
    eitherFails("e3", back2, g18, east, g17),
    eitherFails("e4", back3, g21, south, g13),
    eitherFails("e5", back4, g24, west, g17),
  ),
);
const g27 = threeOfFourFail(
  eitherFails("e6", back1, g14),
  eitherFails("e7", back2, g18),
  eitherFails("e8", back3, g21),
  eitherFails("e9", back4, g24),
);
const g2 = eitherFails(vote(49, back), eitherFails("e14", vote(41, back), vote(45, back)), g27);

export const baobab1: Structure = bothFail(g1, g3, g2);

/** The probabilities that accompany the tree in the XFTA distribution. */
export function baobab1Probability(event: string): number {
  const number = Number(event.slice(1));
  const ranges: readonly (readonly [last: number, probability: number])[] = [
    [1, 72e-6],
    [5, 0.018],
    [9, 0.0188],
    [13, 0.015],
    [14, 8e-6],
    [16, 0.00052],
    [18, 0.0117],
    [20, 0.0038],
    [28, 0.016],
    [32, 0.0137],
    [36, 0.015],
    [40, 0.016],
    [44, 0.015],
    [48, 0.0218],
    [52, 0.016],
    [53, 0.01],
    [57, 0.112],
    [61, 0.051],
  ];
  return ranges.find(([last]) => number <= last)![1];
}
