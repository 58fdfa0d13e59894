import type { Recipe } from "../random/sampler.ts";
import type { Stream } from "../random/stream.ts";

/** How independent variates [s] of one kind of distribution are drawn from a stream. */
export type Drawing<D> = (distribution: D, stream: Stream) => Recipe;
