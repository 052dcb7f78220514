// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat, type LegacyFormatFields } from '../../legacy/format';
import { AMDGPU } from '../../legacy/known-formats';
import { Kind } from '../../mm/entry';
import { pfn } from '../../mm/units';
import { judge } from '../../oracle/differences/verdict';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side';
import type { Scenario } from '../../oracle/scenario/scenario';
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

/** What explains that two sides differ in the state of page 0 of a snapshot; null for nothing. */
function reasons(
  mm: Met['mm'],
  format: LegacyFormat,
  names: readonly [SideName, SideName],
): readonly (string | null)[] {
  const runner = Runner.of(names);
  const range = request(0, '.', { owner: OWNER });
  const scenario: Scenario = { id: 'reading', mm, range, format };
  runner.run(scenario);
  const [left, right] = runner.sides;
  if (left === undefined || right === undefined) throw new Error('two sides are compared');
  const verdict = judge({ scenario, left, right });
  if (verdict.kind !== 'differ') return [];
  return verdict.findings.flatMap(({ disagreement, difference }) =>
    disagreement.aspect === 'page' ? [difference?.id ?? null] : [],
  );
}

function metAs(reported: Met['reported']): readonly Met[] {
  return ALL_MET.filter((one) => one.reported === reported);
}

describe('an error in a format whose none is its error', () => {
  it.each(metAs('error'))('reads as none: $name', ({ name, mm }) => {
    const explained = ['format-none-is-error'];
    expect(reasons(mm, NONE_IS_ERROR, ['legacy', 'modern'])).toEqual(explained);
    const isSpecial = name.startsWith('pte-special');
    // v5.7 has another word for a special page, which still reads as an error.
    expect(reasons(mm, NONE_IS_ERROR, ['v5.7', 'modern'])).toEqual(isSpecial ? [] : explained);
  });

  it.each(metAs('none'))('is nothing to what is none: $name', ({ mm }) => {
    expect(reasons(mm, NONE_IS_ERROR, ['legacy', 'modern'])).toEqual([]);
  });
});

describe('an error in a format whose none is its special', () => {
  it.each(metAs('error'))('reads as none if v5.7 reports a special page: $name', ({ name, mm }) => {
    const explained = name.startsWith('pte-special') ? ['format-none-is-special'] : [];
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
