// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import { kindOf } from '../../mm/entry';
import type { Pfn } from '../../mm/units';
import { hasFrame } from '../scenario/entry-kinds';
import type { Scenario } from '../scenario/scenario';
import { PLAIN_NEXT, PLAIN_ZERO } from './draft';
import { allEntries, mapEntries, withMm } from './edit';
import { formatRank, NAMED_FORMATS } from './formats';
import {
  canonicalFrame,
  frameOf,
  frameUnit,
  isZeroPage,
  simplerFramesOf,
  withFrame,
} from './frames';

/** nouveau's format, or else another with a name. */
export function* simplerFormat(scenario: Scenario): Iterable<Scenario> {
  if (scenario.format === undefined) return;
  const rank = formatRank(scenario.format);
  for (const { format } of NAMED_FORMATS.slice(0, rank)) yield { ...scenario, format };
}

/** Up to this many entries' frames are examined one by one. */
const SINGLY = 48;

/** The frames of simple scenarios; where only others will do, ones as near to them as can be. */
export function* simplerFrames(scenario: Scenario): Iterable<Scenario> {
  const { mm } = scenario;
  yield* simplerZeroPage(scenario);
  for (const nextPfn of simplerFramesOf(mm.nextPfn, PLAIN_NEXT))
    yield withMm(scenario, { nextPfn });
  yield renumbered(scenario);
  const entries = allEntries(mm);
  for (const [index, entry] of entries.slice(0, SINGLY).entries()) {
    if (!hasFrame(kindOf(entry.high)) || isZeroPage(entry, mm.zeroPfn)) continue;
    const plain = canonicalFrame(entry, index);
    for (const frame of simplerFramesOf(frameOf(entry), plain, frameUnit(entry))) {
      yield withFrameAt(scenario, index, frame);
    }
  }
}

/** Another frame for the entry at this place, those of events counted after the others. */
function withFrameAt(scenario: Scenario, place: number, frame: Pfn): Scenario {
  let index = 0;
  return mapEntries(scenario, (entry) => (index++ === place ? withFrame(entry, frame) : entry));
}

/** A simpler zero page, and entries that map it go with it. */
function* simplerZeroPage(scenario: Scenario): Iterable<Scenario> {
  const { mm } = scenario;
  for (const zeroPfn of simplerFramesOf(mm.zeroPfn, PLAIN_ZERO)) {
    const follow = (entry: SlotImage): SlotImage =>
      isZeroPage(entry, mm.zeroPfn) ? withFrame(entry, zeroPfn) : entry;
    yield withMm(mapEntries(scenario, follow), { zeroPfn });
  }
}

/** All entries' frames numbered in the canonical way, the zero page's left out. */
function renumbered(scenario: Scenario): Scenario {
  const { zeroPfn } = scenario.mm;
  let index = 0;
  return mapEntries(scenario, (entry) => {
    const frame = canonicalFrame(entry, index++);
    return isZeroPage(entry, zeroPfn) ? entry : withFrame(entry, frame);
  });
}
