// SPDX-License-Identifier: GPL-2.0-or-later
import type { SlotImage } from '../../mm/address-space';
import type { Scenario } from '../scenario/scenario';
import { PLAIN_NEXT, PLAIN_ZERO } from './draft';
import { mapEntries, withMm } from './edit';
import { formatRank, NAMED_FORMATS } from './formats';
import {
  canonicalFrame,
  frameComplexity,
  frameOf,
  isZeroPage,
  rounderFrames,
  withFrame,
} from './frames';

/** nouveau's format, or else another with a name. */
export function* simplerFormat(scenario: Scenario): Iterable<Scenario> {
  const rank = formatRank(scenario.format);
  for (const { format } of NAMED_FORMATS.slice(0, rank)) yield { ...scenario, format };
}

/** The frames of simple scenarios; a power of two where only a large frame will do. */
export function* simplerFrames(scenario: Scenario): Iterable<Scenario> {
  const { mm } = scenario;
  yield* simplerZeroPage(scenario);
  for (const nextPfn of rounderFrames(mm.nextPfn, PLAIN_NEXT)) yield withMm(scenario, { nextPfn });
  yield renumbered(scenario);
  for (const [index, entry] of mm.entries.entries()) {
    if (frameComplexity(frameOf(entry)) === 0) continue;
    for (const frame of rounderFrames(frameOf(entry), canonicalFrame(entry, index))) {
      yield withMm(scenario, { entries: mm.entries.with(index, withFrame(entry, frame)) });
    }
  }
}

/** A rounder zero page, and entries that map it go with it. */
function* simplerZeroPage(scenario: Scenario): Iterable<Scenario> {
  const { mm } = scenario;
  for (const zeroPfn of rounderFrames(mm.zeroPfn, PLAIN_ZERO)) {
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
