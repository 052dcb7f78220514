// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import { Kind } from '../../mm/entry';
import type { SlotImage } from '../../mm/image';
import { PMD } from '../../mm/units';
import { Judge, shownIds } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { entry, image, request, vma } from '../support/build';

const EIGHT_GIB = 2 ** 21;
const SIXTY_FOUR_GIB = 2 ** 24;

/** A call that asks nothing of the first page of a VMA, on some sides. */
function judged(sides: readonly SideName[], entries: readonly SlotImage[]) {
  const runner = Runner.of(sides);
  const mm = image({ vmas: [vma(0, 512)], entries });
  const judgement = new Judge(runner).judge({
    ...{ id: 'large-pfn', mm, range: request(0, '.'), format: NOUVEAU },
  });
  return {
    words: runner.sides.map((side) => side.hexWord(0)),
    orders: runner.sides.map((side) => side.mapOrder(0)),
    pfns: runner.sides.map((side) => side.states.pfn(0)),
    ids: [...shownIds(judgement)].sort(),
    fresh: newCauses(judgement).map(({ cause }) => cause),
  };
}

const present = (frame: number) => [entry(0, { kind: Kind.ptePresent, write: true }, frame)];

describe('a long of 32 bits', () => {
  it('has room for every frame below 8 GiB', () => {
    const { words, ids, fresh } = judged(['modern-6.16', 'modern-6.16-32'], present(EIGHT_GIB - 1));
    expect(words).toEqual(['0xc0000000001fffff', '0xc01fffff']);
    expect([ids, fresh]).toEqual([[], []]);
  });

  it('has a frame from 8 GiB up in the order since 6.16, and before only from 64 GiB up', () => {
    const { words, orders, pfns, ids, fresh } = judged(
      ['modern-6.1-32', 'modern-6.16-32'],
      present(EIGHT_GIB + 7),
    );
    expect(words).toEqual(['0xc0200007', '0xc0200007']);
    expect(pfns).toEqual([EIGHT_GIB + 7, 7]);
    expect(orders).toEqual([0, 1]);
    expect(ids).toEqual([
      'order-is-mapped.pfn-runs-into',
      'pfn-is-mapped.runs-into-order',
      'pfn-runs-into-order',
    ]);
    expect(fresh).toEqual([]);
  });

  it('has one of 64 GiB in the order of 5.9, too', () => {
    const { orders, pfns, fresh } = judged(
      ['modern-32', 'modern-5.9-32', 'modern-6.16-32'],
      present(SIXTY_FOUR_GIB + 7),
    );
    expect(pfns).toEqual([SIXTY_FOUR_GIB + 7, 7, 7]);
    expect(orders).toEqual([0, 1, 8]);
    expect(fresh).toEqual([]);
  });

  it('reads as none where only the DMA flags hold a bit of the frame', () => {
    const hinting = [entry(0, { kind: Kind.ptePresent, protnone: true }, 2 ** 26)];
    const { words, ids, fresh } = judged(['legacy', 'modern-5.9-32', 'modern-7.3-32'], hinting);
    expect(words.slice(1)).toEqual(['0x4000000', '0x4000000']);
    expect(ids).toContain('pfn-runs-into-order');
    expect(fresh).toEqual([]);
  });

  it.each([EIGHT_GIB + 7, SIXTY_FOUR_GIB + 7, 2 ** 28 + 7, 2 ** 28 + 2 ** 24 + EIGHT_GIB + 7])(
    'has frame %i, or what is left of it, as a format has it that a driver chose',
    (frame) => {
      for (const protnone of [false, true]) {
        const entries = [entry(0, { kind: Kind.ptePresent, protnone }, frame)];
        for (const side of ['modern-32', 'modern-5.9-32', 'modern-6.16-32'] as const) {
          expect(judged(['legacy', side], entries).fresh).toEqual([]);
        }
      }
    },
  );

  it.each([EIGHT_GIB, 2 ** 22 + 512, SIXTY_FOUR_GIB, 2 ** 28])(
    'hides the order of a huge page in frame %i, which is explained on every side',
    (frame) => {
      const huge = [entry(0, { kind: Kind.pmdHuge }, frame, PMD)];
      const { fresh } = judged(
        ['v5.7', 'modern', 'modern-32', 'modern-5.9-32', 'modern-6.16', 'modern-6.16-32'],
        huge,
      );
      expect(fresh).toEqual([]);
    },
  );
});
