// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import { Kind } from '../../mm/entry';
import { ANON, type Backing, type SlotImage } from '../../mm/image';
import { StateKind } from '../../mm/page-states';
import { PMD, PUD } from '../../mm/units';
import { compare } from '../../oracle/compare/compare';
import { Reading } from '../../oracle/differences/follows';
import { pfnRunsIntoOrder } from '../../oracle/differences/format/pfn-runs-into-order';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { SideName } from '../../oracle/run/side-names';
import { entry, image, request, vma } from '../support/build';

const EIGHT_GIB = 2 ** 21;

/** What two sides say otherwise of the first page: what it explains, and what it does not. */
function said(
  names: readonly [SideName, SideName],
  entries: readonly SlotImage[],
  change: (left: Side, right: Side) => void = () => {},
  backing: Backing = ANON,
): { readonly explained: readonly string[]; readonly others: readonly string[] } {
  const runner = Runner.of(names);
  const mm = image({ vmas: [vma(0, 2 ** 18, 'read write', backing)], entries });
  const scenario = { id: 'large', mm, range: request(0, '.'), format: NOUVEAU };
  runner.run(scenario);
  const [left, right] = runner.sides;
  if (left === undefined || right === undefined) throw new Error('two sides are compared');
  change(left, right);
  const pair = { scenario, left, right };
  const is = (wanted: boolean): readonly string[] =>
    compare(pair).flatMap((one) =>
      pfnRunsIntoOrder.explains(new Reading(pair, one)) === wanted ? [one.aspect] : [],
    );
  return { explained: is(true), others: is(false) };
}

const pte = (frame: number, protnone = false) => [
  entry(0, { kind: Kind.ptePresent, write: true, protnone }, frame),
];
const pmd = (frame: number) => [entry(0, { kind: Kind.pmdHuge }, frame, PMD)];
const pud = (frame: number) => [entry(0, { kind: Kind.pudDevmap }, frame, PUD)];
const WIDE_AND_NARROW = ['modern-6.16', 'modern-6.16-32'] as const;
/** A frame of which a long of 32 bits has a bit only where 6.16 has the DMA flags. */
const DMA_FLAGS_ONLY = 2 ** 26;
const NOT_EXPLAINED = { explained: [], others: ['page'] };
/** A bit of the order that no mapping has, where 6.16 has it in 32 bits. */
const OTHER_ORDER = 1 << (21 + 2);

describe('a large pfn', () => {
  it.each([
    ['a PTE', pte(EIGHT_GIB + 7), ['page', 'order']],
    ['a huge PMD', pmd(EIGHT_GIB * 2), ['page', 'order']],
    ['a huge PMD whose order hides a bit', pmd(EIGHT_GIB), ['page']],
    ['a huge PUD', pud(EIGHT_GIB), ['page', 'order']],
    ['a huge PUD whose order hides a bit', pud(EIGHT_GIB * 2), ['page']],
  ])('of %s explains the rest of it, and the order with its bits', (_, entries, explained) => {
    expect(said(WIDE_AND_NARROW, entries)).toEqual({ explained, others: [] });
  });

  it.each([pte(EIGHT_GIB + 7), pmd(EIGHT_GIB * 2), pud(EIGHT_GIB)])(
    'explains no other order (%#)',
    (...entries) => {
      const found = said(WIDE_AND_NARROW, entries, (_, { words }) => {
        words[0] = (words[0] ?? 0) ^ OTHER_ORDER;
      });
      expect(found).toEqual({ explained: ['page'], others: ['order'] });
    },
  );

  it('explains no other pfn and no other rights', () => {
    const moved = said(WIDE_AND_NARROW, pte(EIGHT_GIB + 7), (_, { states }) => {
      states.pfns[0] = 8;
    });
    const readOnly = said(WIDE_AND_NARROW, pte(EIGHT_GIB + 7), (_, { states }) => {
      states.kinds[0] = StateKind.read;
    });
    const other = { explained: ['order'], others: ['page'] };
    expect([moved, readOnly]).toEqual([other, other]);
  });

  it('is no reason for another pfn, or for none, where there is room for it', () => {
    const moved = said(WIDE_AND_NARROW, pte(7), (_, { states }) => {
      states.pfns[0] = 8;
    });
    const left = said(WIDE_AND_NARROW, pte(7, true), (_, { states }) => {
      states.kinds[0] = StateKind.none;
    });
    expect([moved, left]).toEqual([NOT_EXPLAINED, NOT_EXPLAINED]);
  });

  it('can read as none where only the DMA flags have a bit of it, and nothing else can', () => {
    const asNone = (_: Side, { states }: Side): void => {
      states.kinds[0] = StateKind.none;
    };
    const asRead = (_: Side, { states }: Side): void => {
      states.kinds[0] = StateKind.read;
    };
    const hidden = pte(DMA_FLAGS_ONLY, true);
    expect(said(WIDE_AND_NARROW, hidden)).toEqual({ explained: ['page'], others: [] });
    expect(said(WIDE_AND_NARROW, hidden, asRead).others).toEqual(['page']);
    expect(said(WIDE_AND_NARROW, pte(DMA_FLAGS_ONLY), asNone).others).toEqual(['page']);
    expect(said(WIDE_AND_NARROW, pte(EIGHT_GIB, true), asNone).others).toEqual(['page']);
  });

  it.each([WIDE_AND_NARROW, ['modern-5.9-32', 'modern-6.16-32']] as const)(
    'is none of a slot that maps nothing, whose order is all there is (%s, %s)',
    (...sides) => {
      const empty = [
        entry(0, { kind: Kind.table }, 0, PMD),
        entry(0, { kind: Kind.hugetlbMigration }, 0, PMD),
      ];
      const found = said(
        sides,
        empty,
        (_, { states }) => {
          states.kinds[0] = StateKind.none;
        },
        { kind: 'hugetlb', level: PMD, size: 2 ** 21 },
      );
      expect(found).toEqual(NOT_EXPLAINED);
    },
  );

  it('explains nothing else of the call', () => {
    const found = said(WIDE_AND_NARROW, pte(EIGHT_GIB + 7), (_, { record }) => {
      record.walks++;
    });
    expect(found.explained).toEqual(['page', 'order']);
    expect(found.others).not.toEqual([]);
  });

  it.each(['legacy', 'v5.7'] as const)('is whole in the format of %s', (side) => {
    const one = { explained: ['page'], others: [] };
    expect(said([side, 'modern-6.16-32'], pte(EIGHT_GIB + 7))).toEqual(one);
    expect(said([side, 'modern-6.16-32'], pte(EIGHT_GIB + 7, true)).explained).toEqual(['page']);
    // Some of what stands above the pfn is the order’s, and some the pfn’s.
    expect(said([side, 'modern-6.16-32'], pmd(EIGHT_GIB * 2))).toEqual(one);
  });

  it('is no reason where the format has another word', () => {
    const found = said(['legacy', 'modern-6.16-32'], pte(EIGHT_GIB + 7), ({ states }) => {
      states.pfns[0] = 8;
    });
    expect(found).toEqual(NOT_EXPLAINED);
  });

  it('is not what parts formats where there is room for it', () => {
    const found = said(['legacy', 'modern-6.16-32'], pte(EIGHT_GIB - 1, true));
    expect(found).toEqual({ explained: [], others: ['page'] });
  });

  it('has more of it left before 6.16', () => {
    expect(said(['modern-5.9-32', 'modern-6.16-32'], pte(EIGHT_GIB * 8 + 7)).others).toEqual([]);
    expect(said(['modern-5.9-32', 'modern-6.16-32'], pmd(EIGHT_GIB * 16)).others).toEqual([]);
    expect(said(['modern-5.9-32', 'modern-6.16-32'], pmd(EIGHT_GIB)).others).toEqual([]);
    expect(said(['modern-5.9-32', 'modern-6.16-32'], pud(EIGHT_GIB))).toEqual({
      explained: ['page', 'order'],
      others: [],
    });
  });
});
