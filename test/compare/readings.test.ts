// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat, type LegacyFormatFields } from '../../legacy/format';
import { AMDGPU } from '../../legacy/known-formats';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { StateKind } from '../../mm/page-states';
import { pfn } from '../../mm/units';
import { Reading } from '../../oracle/differences/follows';
import { judge } from '../../oracle/differences/verdict';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { SideName } from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { PlantedFault } from '../faults/graph';
import { keptFaultySide } from '../faults/kept-side';
import { entry, image, request, vma } from '../support/build';
import { ALL_MET, FRAME, type Met, OWNER } from '../support/met';

const { fields } = AMDGPU;

function formatWith(parts: {
  readonly flags?: Partial<LegacyFormatFields['flags']>;
  readonly values?: Partial<LegacyFormatFields['values']>;
}): LegacyFormat {
  const flags = { ...fields.flags, ...parts.flags };
  return new LegacyFormat({ ...fields, flags, values: { ...fields.values, ...parts.values } });
}

const NONE_IS_ERROR = formatWith({ values: { none: fields.values.error } });
const NONE_IS_SPECIAL = formatWith({ values: { none: fields.values.special } });
const VALID_ZERO = formatWith({ flags: { valid: 0n } });
const WRITE_ZERO = formatWith({ flags: { write: 0n } });

/** The side that has a wrong line, and the line. */
type Wrong = readonly [SideName | 'both', Omit<PlantedFault, 'name'>];

/** What explains that two sides differ in the state of page 0 of a snapshot; null for nothing. */
function reasons(
  mm: Met['mm'],
  format: LegacyFormat,
  names: readonly [SideName, SideName],
  wrong?: Wrong,
): readonly (string | null)[] {
  const space = new AddressSpace();
  const make = (name: SideName): Side =>
    wrong !== undefined && (wrong[0] === name || wrong[0] === 'both')
      ? keptFaultySide({ name: 'reading', ...wrong[1] }, name, space)
      : makeSide(name, space);
  const [left, right] = [make(names[0]), make(names[1])];
  const range = request(0, '.', { owner: OWNER });
  const scenario: Scenario = { id: 'reading', mm, range, format };
  new Runner(space, [left, right]).run(scenario);
  const verdict = judge({ scenario, left, right });
  if (verdict.kind !== 'differ') return [];
  return verdict.findings.flatMap(({ disagreement, difference }) =>
    disagreement.aspect === 'page' ? [difference?.id ?? null] : [],
  );
}

function metAs(reported: Met['reported']): readonly Met[] {
  return ALL_MET.filter((one) => one.reported === reported);
}

/** A device's page in a PTE is marked as special, too. */
const isSpecial = (name: Met['name']): boolean =>
  name.startsWith('pte-special') || name === 'pte-devmap';

describe('an error in a format whose none is its error', () => {
  it.each(metAs('error'))('reads as none: $name', ({ name, mm }) => {
    const explained = ['format-none-is-error'];
    expect(reasons(mm, NONE_IS_ERROR, ['legacy', 'modern'])).toEqual(explained);
    // v5.7 has another word for a special page, which still reads as an error.
    expect(reasons(mm, NONE_IS_ERROR, ['v5.7', 'modern'])).toEqual(
      isSpecial(name) ? [] : explained,
    );
  });

  it.each(metAs('none'))('is nothing to what is none: $name', ({ mm }) => {
    expect(reasons(mm, NONE_IS_ERROR, ['legacy', 'modern'])).toEqual([]);
  });
});

describe('an error in a format whose none is its special', () => {
  it.each(metAs('error'))('reads as none if v5.7 reports a special page: $name', ({ name, mm }) => {
    const explained = isSpecial(name) ? ['format-none-is-special'] : [];
    expect(reasons(mm, NONE_IS_SPECIAL, ['v5.7', 'modern'])).toEqual(explained);
    expect(reasons(mm, NONE_IS_SPECIAL, ['v5.7', 'legacy'])).toEqual(explained);
    expect(reasons(mm, NONE_IS_SPECIAL, ['legacy', 'modern'])).toEqual([]);
  });
});

describe('a page in a format without a valid bit', () => {
  it.each(metAs('a page'))('reads as none: $name', ({ name, mm }) => {
    for (const left of ['v5.7', 'legacy'] as const) {
      for (const right of ['modern', 'modern-6.1'] as const) {
        const found = reasons(mm, VALID_ZERO, [left, right]);
        // Page 0 of an empty slot is the word 0 as long as no order stands in it.
        expect(found).toHaveLength(name === 'hugetlb-none' && right === 'modern' ? 0 : 1);
        expect(found).not.toContain(null);
      }
    }
  });
});

describe('a writable page in a format without a write bit', () => {
  const writable = (kind: Kind, special = false, frame = FRAME) =>
    image({
      vmas: [vma(0, 8)],
      entries: [entry(0, { kind, write: true, special, owner: OWNER }, frame)],
    });

  it.each([
    ['of the CPU', writable(Kind.ptePresent)],
    ['of the device', writable(Kind.pteDevicePrivate)],
    ['the zero page, which is special', writable(Kind.ptePresent, true, pfn(1))],
  ])('reads as read-only: %s', (_, mm) => {
    expect(reasons(mm, WRITE_ZERO, ['legacy', 'modern'])).toEqual(['format-write-zero']);
    expect(reasons(mm, AMDGPU, ['legacy', 'modern'])).toEqual([]);
  });
});

describe('a page that the CPU may not use', () => {
  it.each([
    ['the zero page', true, 1],
    ['an ordinary page', false, FRAME],
  ])('is valid in the old format: %s', (_, special, frame) => {
    const attributes = { kind: Kind.ptePresent, special, protnone: true };
    const mm = image({ vmas: [vma(0, 8)], entries: [entry(0, attributes, frame)] });
    expect(reasons(mm, AMDGPU, ['legacy', 'modern'])).toEqual(['pte-protnone-valid']);
  });
});

describe('the frame 0', () => {
  it('can be the zero page’s, and an error is none the less one', () => {
    const special = ALL_MET.find(({ name }) => name === 'pte-special');
    const mm = image({ ...special?.mm, zeroPfn: pfn(0) });
    expect(reasons(mm, NONE_IS_ERROR, ['legacy', 'modern'])).toEqual(['format-none-is-error']);
  });

  it('of a PTE without access is the word 0 in later kernels, too', () => {
    const protnone = entry(0, { kind: Kind.ptePresent, protnone: true }, 0);
    const mm = image({ vmas: [vma(0, 8)], entries: [protnone] });
    expect(reasons(mm, AMDGPU, ['legacy', 'modern-6.1'])).toEqual(['pte-protnone-valid']);
  });
});

describe('where a format loses what was decided, a wrong decision is new:', () => {
  const presentPte = 'presentPte';
  const walk = 'legacy/walk-operations.ts';
  const range = 'modern/walk-operations.ts';
  const ERROR_IS_VALID = formatWith({ values: { error: 0xffff_ffff_ffff_ffffn } });
  const specialAs = (value: string, revision: string): Wrong[1] => ({
    ...{ file: walk, within: presentPte },
    right: "return this.putValue($page, this.revision === 'v5.7' ? special : error, $high);",
    wrong: `return this.revision === '${revision}' ? ${value} : this.putValue($page, this.revision === 'v5.7' ? special : error, $high);`,
  });
  const asPage = 'this.putPage($page, $2, $high, flags)';
  const gapIsSpecial: Wrong[1] = {
    ...{ file: walk, within: 'hole' },
    right: 'this.pfns.format.error',
    wrong: 'this.pfns.format.special',
  };
  const access = (wrong: string): Wrong[1] => ({
    ...{ file: 'modern/hmm-pfns.ts', within: 'accessFlags' },
    right: 'return ($entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;',
    wrong,
  });
  const page = (write: boolean) =>
    image({ vmas: [vma(0, 8)], entries: [entry(0, { kind: Kind.ptePresent, write }, FRAME)] });
  const met = (name: Met['name']) => ALL_MET.find((one) => one.name === name)?.mm ?? image({});

  const rows: readonly (readonly [
    string,
    Met['mm'],
    LegacyFormat,
    readonly [SideName, SideName],
    Wrong,
  ])[] = [
    [
      'another entry was met',
      met('pte-protnone'),
      AMDGPU,
      ['legacy', 'modern'],
      [
        'legacy',
        {
          ...{ file: walk, within: presentPte },
          right: 'this.putPage($page, $slot, $high, $flags)',
          wrong: 'this.putPage($page, $slot, $high & ~PROTNONE_BIT, $flags)',
        },
      ],
    ],
    [
      'the newer side of one format reads its word wrong',
      met('gap'),
      ERROR_IS_VALID,
      ['v5.7', 'legacy'],
      [
        'legacy',
        {
          ...{ file: 'legacy/format.ts', within: 'valueKind' },
          right: 'if (equals($format.error, $low, $high)) return StateKind.error;',
          wrong: '',
        },
      ],
    ],
    [
      'v5.7 reports a special page as a page',
      met('pte-special'),
      NONE_IS_SPECIAL,
      ['v5.7', 'legacy'],
      ['v5.7', specialAs(asPage, 'v5.7')],
    ],
    [
      'its successor does',
      met('pte-special'),
      NONE_IS_SPECIAL,
      ['v5.7', 'legacy'],
      ['legacy', specialAs(asPage, 'legacy')],
    ],
    [
      'v5.7 reports a gap as special',
      met('gap'),
      NONE_IS_SPECIAL,
      ['v5.7', 'legacy'],
      ['v5.7', gapIsSpecial],
    ],
    [
      'a page that is read-only is reported as writable',
      page(false),
      VALID_ZERO,
      ['legacy', 'modern'],
      ['modern', access('return VALID | WRITE;')],
    ],
    [
      'a page that is writable is reported as read-only',
      page(true),
      VALID_ZERO,
      ['legacy', 'modern'],
      ['modern', access('return VALID;')],
    ],
    [
      'v5.7 and its successor take an ordinary page for a special one',
      page(true),
      NONE_IS_SPECIAL,
      ['v5.7', 'legacy'],
      [
        'both',
        {
          ...{ file: walk, within: presentPte },
          right: '($high & SPECIAL_BIT) !== 0',
          wrong: '($high & SPECIAL_BIT) === 0',
        },
      ],
    ],
    [
      'a special page is reported as a page',
      met('pte-special'),
      NONE_IS_ERROR,
      ['legacy', 'modern'],
      [
        'modern',
        {
          ...{ file: range, within: 'isSpecial' },
          right: '($entry & SPECIAL_BIT) !== 0',
          wrong: '($entry & SPECIAL_BIT) < 0',
        },
      ],
    ],
  ];

  it.each(rows)('%s', (_, mm, format, names, wrong) => {
    expect(reasons(mm, format, names, wrong)).toEqual([null]);
  });
});

describe('what was met at a page', () => {
  const space = new AddressSpace();
  const [left, right] = [makeSide('legacy', space), makeSide('modern', space)];
  const mm = image({ vmas: [vma(0, 2)], entries: [entry(0, { kind: Kind.ptePresent }, FRAME)] });
  const scenario: Scenario = { id: 'met', mm, range: request(0, '..'), format: AMDGPU };
  new Runner(space, [left, right]).run(scenario);
  const pair = { scenario, left, right };

  it('is what the right side met', () => {
    left.record.origins[0] = Kind.hole;
    expect(new Reading(pair, { aspect: 'page', page: 0 }).met).toBe('pte-present');
    right.record.origins[0] = Kind.pteSwap;
    expect(new Reading(pair, { aspect: 'page', page: 0 }).met).toBe('pte-swap');
  });

  it('is an error without a VMA, though both sides report the zero page there', () => {
    const gap: Scenario = { ...scenario, mm: image({}), format: VALID_ZERO };
    new Runner(space, [left, right]).run(gap);
    const { zeroPfn } = gap.mm;
    left.words.set([zeroPfn << fields.pfnShift, 0]);
    right.words.set([zeroPfn, 2 ** 31]);
    for (const side of [left, right]) side.decode();
    expect([left, right].map(({ states }) => states.at(0).kind)).toEqual([
      StateKind.none,
      StateKind.read,
    ]);
    const reading = new Reading({ scenario: gap, left, right }, { aspect: 'page', page: 0 });
    expect(reading.decision).toBeUndefined();
  });

  it('is nothing where the states of pages do not differ', () => {
    const orders = new Reading(pair, { aspect: 'order', page: 0 });
    expect([orders.met, orders.decision]).toEqual([undefined, undefined]);
    expect(new Reading(pair, { aspect: 'ret' }).met).toBeUndefined();
  });
});
