// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask, type RangeRequest } from '../../mm/range';
import { PAGE_ASKS, RANGE_OWNERS } from './blocks';
import type { Draft } from './draft';
import type { Random } from './random';
import { WeightedTable } from './weighted-table';

const { nothing, read, write, writeOnly, all } = Ask;

/** `default_flags` and `pfn_flags_mask`. */
interface Policy {
  readonly defaults: Ask;
  readonly mask: Ask;
}

/** Those of nouveau, of amdgpu and test_hmm, and of a snapshot. */
const POLICIES = new WeightedTable<Policy>([
  [{ defaults: nothing, mask: all }, 10],
  [{ defaults: nothing, mask: write }, 10],
  [{ defaults: read, mask: nothing }, 6],
  [{ defaults: write, mask: nothing }, 6],
  [{ defaults: nothing, mask: nothing }, 4],
]);
const DEFAULTS = new WeightedTable<Ask>([
  [nothing, 4],
  [read, 3],
  [write, 3],
  [writeOnly, 2],
]);
const MASKS = new WeightedTable<Ask>([
  [nothing, 2],
  [read, 2],
  [write, 3],
  [writeOnly, 2],
  [all, 3],
]);

/** Four asks of two bits each: what the pages of a range are drawn from. */
const ASK_PALETTES = new WeightedTable<number>([
  [pack(nothing, nothing, nothing, nothing), 6],
  [pack(read, read, read, read), 6],
  [pack(write, write, write, write), 6],
  [pack(writeOnly, writeOnly, writeOnly, writeOnly), 1],
  [pack(nothing, nothing, nothing, read), 4],
  [pack(nothing, nothing, nothing, write), 4],
  [pack(nothing, nothing, read, write), 6],
  [pack(nothing, nothing, read, read), 4],
  [pack(read, read, write, write), 4],
  [pack(read, read, read, nothing), 2],
  [pack(nothing, writeOnly, read, write), 6],
]);

const OWNERS = new WeightedTable<number>(RANGE_OWNERS.map((owner) => [owner, owner === 0 ? 4 : 3]));

/** Draws what the driver asks for in the draft's range. */
export function drawRequest(draft: Draft): RangeRequest {
  const { random, start, end, choices } = draft;
  const { minPages, maxPages, defaults: allowedDefaults, masks: allowedMasks } = choices.limits;
  const free = random.chance(1, 3);
  const policy = POLICIES.pick(random);
  const defaults = among(allowedDefaults, free ? DEFAULTS.pick(random) : policy.defaults, random);
  const mask = among(allowedMasks, free ? MASKS.pick(random) : policy.mask, random);
  const owner = draft.owner(OWNERS.pick(random));
  if (maxPages === 0 || (minPages === 0 && random.chance(1, 256))) {
    // Empty, or reversed where the draft's range has more than no page.
    const reversed = random.chance(1, 2);
    return { start: reversed ? end : start, end: start, defaults, mask, asks: NO_ASKS, owner };
  }
  return { start, end, defaults, mask, asks: drawAsks(draft), owner };
}

const NO_ASKS = new Uint8Array(0);

/** One in this many arrays was not cleared, where documents can say so. */
const UNCLEARED_RARITY = 8;

/**
 * Now and then the request with words that were never cleared: those of all pages, or of some in a row. They
 * hold bits that no ask has, which a side has to clear or, since 6.16, to keep.
 */
export function withUnclearedWords({ random, choices }: Draft, range: RangeRequest): RangeRequest {
  const pages = range.asks.length;
  if (!choices.limits.requests.has(all) || pages === 0) return range;
  if (!random.chance(1, UNCLEARED_RARITY)) return range;
  if (random.chance(1, 2)) return { ...range, asks: new Uint8Array(pages).fill(all) };
  const first = random.below(pages);
  return { ...range, asks: range.asks.slice().fill(all, first, first + 1 + random.below(pages)) };
}

/** The ask that was drawn, or else one of those that are allowed. */
function among(allowed: ReadonlySet<Ask>, drawn: Ask, random: Random): Ask {
  if (allowed.has(drawn)) return drawn;
  return [...allowed][random.below(allowed.size)] ?? drawn;
}

/** Asks page by page for short ranges, in runs for long ones, now and then the other way round. */
function drawAsks({ random, pages, huge, choices }: Draft): Uint8Array {
  const asks = new Uint8Array(pages);
  const packed = palette(choices.limits.requests, ASK_PALETTES.pick(random), random);
  if (huge !== random.chance(1, 8)) drawRuns(random, asks, packed);
  else drawSingly(random, asks, packed);
  return asks;
}

/** Four asks, those that are not allowed changed into others. */
function palette(allowed: ReadonlySet<Ask>, packed: number, random: Random): number {
  if (allowed.size >= PAGE_ASKS.length) return packed;
  const [first, second, third, fourth] = [0, 2, 4, 6].map((shift) =>
    among(allowed, PAGE_ASKS[(packed >>> shift) & 3] ?? nothing, random),
  );
  return pack(first ?? nothing, second ?? nothing, third ?? nothing, fourth ?? nothing);
}

function drawSingly(random: Random, asks: Uint8Array, packed: number): void {
  let bits = 0;
  for (let page = 0; page < asks.length; page++) {
    bits = (page & 15) === 0 ? random.next() : bits >>> 2;
    asks[page] = (packed >>> ((bits & 3) << 1)) & 3;
  }
}

function drawRuns(random: Random, asks: Uint8Array, packed: number): void {
  const longest = Math.ceil(asks.length / 2);
  let page = 0;
  while (page < asks.length) {
    const ask = (packed >>> (random.below(4) << 1)) & 3;
    const end = Math.min(page + 1 + random.below(longest), asks.length);
    while (page < end) asks[page++] = ask;
  }
}

function pack(first: Ask, second: Ask, third: Ask, fourth: Ask): number {
  return first | (second << 2) | (third << 4) | (fourth << 6);
}
