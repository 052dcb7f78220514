// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { EFAULT } from '../../mm/errno';
import { StateKind } from '../../mm/page-states';
import { Ask } from '../../mm/range';
import { PMD } from '../../mm/units';
import { decodeModernWord, dmaFlagsOf } from '../../modern/word-layout';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { type FixedFormatName, type SideName, wordLayoutOf } from '../../oracle/run/side-names';
import { entry, image, request, vma } from '../support/build';

const ALL_ONES = (1n << 64n) - 1n;
const present = entry(0, { kind: Kind.ptePresent, write: true }, 0x2000);
/** Pages of one VMA, and one that no call maps. */
const VMAS = [vma(0, 2), { ...vma(2, 510), io: true }];
const huge = entry(0, { kind: Kind.pmdHuge }, 0x40000, PMD);

/** A call that asks nothing, on an array that was never cleared. */
function afterGarbage(name: SideName, entries = [present], vmas = VMAS, mask: Ask = Ask.nothing) {
  const runner = Runner.of([name]);
  const range = request(0, '...', { mask, asks: new Uint8Array(3).fill(Ask.all) });
  runner.run({ id: 'garbage', mm: image({ vmas, entries }), range, format: undefined });
  const [side] = runner.sides;
  if (side === undefined) throw new Error('no side');
  return side;
}

const words = (side: Side): readonly string[] => [0, 1, 2].map((page) => side.hexWord(page));

describe('an array that was never cleared', () => {
  it.each<[SideName, readonly string[]]>([
    ['modern', ['0xc000000000002000', '0x0', '0x2000000000000000']],
    ['modern-6.12', ['0xc000000000002000', '0x0', '0x2000000000000000']],
    ['modern-6.16', ['0xdc00000000002000', '0x1c00000000000000', '0x3c00000000000000']],
    ['modern-7.3', ['0xdc00000000002000', '0x1c00000000000000', '0x3c00000000000000']],
    ['modern-6.1-32', ['0xc0002000', '0x0', '0x20000000']],
    ['modern-6.16-32', ['0xdc002000', '0x1c000000', '0x3c000000']],
  ])('keeps three flags of each word since 6.16: %s', (name, expected) => {
    expect(words(afterGarbage(name))).toEqual(expected);
  });

  it.each<FixedFormatName>(['modern-6.16', 'modern-6.16-32'])(
    'keeps them beside the order of a huge page, on %s',
    (name) => {
      const word = afterGarbage(name, [huge]).word(1);
      const layout = wordLayoutOf(name);
      expect(decodeModernWord(word, layout)).toEqual({
        ...{ kind: StateKind.read, pfn: 0x40001n, order: 9 },
      });
      expect(dmaFlagsOf(layout, word)).toEqual(['DMA_MAPPED', 'P2PDMA', 'P2PDMA_BUS']);
      expect(dmaFlagsOf(layout, word & ~layout.carried)).toEqual([]);
      expect(dmaFlagsOf(wordLayoutOf('modern-6.12'), ALL_ONES)).toEqual([]);
    },
  );

  it('says of no page more than a cleared one', () => {
    const { states } = afterGarbage('modern-7.3');
    expect([0, 1, 2].map((page) => states.at(page).kind)).toEqual([
      StateKind.write,
      StateKind.none,
      StateKind.error,
    ]);
  });

  it.each<SideName>(['modern', 'modern-7.3', 'modern-6.16-32'])(
    'is still there, with all its bits, from where a call stopped: %s',
    (name) => {
      const side = afterGarbage(name, [], [], Ask.all);
      expect(side.record.ret).toBe(EFAULT);
      expect([0, 2].map((page) => side.word(page))).toEqual(
        [ALL_ONES, ALL_ONES].map((all) => (side.wordsPerPage === 1 ? all & 0xffffffffn : all)),
      );
      expect([side.request(Ask.all), side.holdsRequest(2, Ask.all)]).toEqual([side.word(2), true]);
      expect(side.holdsRequest(2, Ask.write)).toBe(false);
    },
  );
});
