// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat } from '../../legacy/format';
import { isWellFormed } from '../../legacy/format-clauses';
import { AMDGPU } from '../../legacy/known-formats';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { Judge } from '../../oracle/campaign/judge';
import { pfnIsMapped } from '../../oracle/contract/clauses/frames';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { Scenario } from '../../oracle/scenario/scenario';
import { keptFaultySide } from '../faults/kept-side';
import { entry, image, request, vma } from '../support/build';

/** Of a pfn, 40 bits fit: as many as one of memory that exists has, and no more. */
const NARROW = new LegacyFormat({ ...AMDGPU.fields, pfnShift: 24 });
/** The highest bit that fits is set, and one above it that does not. */
const FRAME = 2 ** 40 + 2 ** 39 + 5;

/** A wrong line of each format, by which every reported frame is one too large. */
const ONE_TOO_LARGE = {
  legacy: {
    ...{ name: 'frame', file: 'legacy/vma-walk.ts', within: 'putPage' },
    right: '$words[2 * $page] = $format.shiftedLow($frame) | $format.valid.low | $flags.low;',
    wrong:
      '$words[2 * $page] = $format.shiftedLow(($frame + 1) as typeof $frame) | $format.valid.low | $flags.low;',
  },
  modern: {
    ...{ name: 'frame', file: 'modern/vma-walk.ts', within: 'putEntry' },
    right: 'this.hmmPfns.putEntry($page, $low, $entry, $flags);',
    wrong: 'this.hmmPfns.putEntry($page, $low + 1, $entry, $flags);',
  },
} as const;

/** The pages whose frame is not the CPU's. */
function broken(
  name: keyof typeof ONE_TOO_LARGE,
  format: Scenario['format'],
  wrong: boolean,
): readonly number[] {
  const space = new AddressSpace();
  const side = wrong ? keptFaultySide(ONE_TOO_LARGE[name], name, space) : makeSide(name, space);
  const { breaches } = new Judge(new Runner(space, [side]), [pfnIsMapped]).judge({
    id: 'bits',
    mm: image({ vmas: [vma(0, 1)], entries: [entry(0, { kind: Kind.ptePresent }, FRAME)] }),
    range: request(0, '.'),
    format,
  });
  return breaches.map(({ page }) => page);
}

describe('the frame of a word', () => {
  it('is the CPU’s as far as the format has bits for it', () => {
    expect(isWellFormed(NARROW)).toBe(true);
    expect(broken('legacy', NARROW, false)).toEqual([]);
    expect(broken('legacy', AMDGPU, false)).toEqual([]);
  });

  it('is wrong if it differs in the bits that the format has', () => {
    expect(broken('legacy', NARROW, true)).toEqual([0]);
    expect(broken('legacy', AMDGPU, true)).toEqual([0]);
  });

  it('is looked at without any customizable format, too', () => {
    expect(broken('modern', undefined, false)).toEqual([]);
    expect(broken('modern', undefined, true)).toEqual([0]);
  });
});
