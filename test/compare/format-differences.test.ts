// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { LegacyFormat, type LegacyFormatFields } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import { Kind } from '../../mm/entry';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { judge } from '../../oracle/differences/verdict';
import { Runner } from '../../oracle/run/runner';
import type { Scenario } from '../../oracle/scenario/scenario';
import { entry, image, request, vma } from '../support/build';

const { fields } = NOUVEAU;
const ERROR = fields.values.error;
const BIT = (bit: number): bigint => 1n << BigInt(bit);

/** What is at each page: a letter that the results below name it by. */
const PAGES = [
  ['r', entry(0, { kind: Kind.ptePresent }, 0x1000)],
  ['w', entry(1, { kind: Kind.ptePresent, write: true }, 0x1001)],
  ['R', entry(2, { kind: Kind.ptePresent }, 0x1002)],
  ['p', entry(3, { kind: Kind.ptePresent, protnone: true }, 0x1004)],
  ['h', entry(4, { kind: Kind.ptePresent }, 2 ** 36)],
  ['l', entry(5, { kind: Kind.ptePresent, write: true }, 2 ** 35)],
  ['s', entry(6, { kind: Kind.ptePresent, special: true }, 0x1008)],
  ['n', entry(7, { kind: Kind.pteSwap })],
] as const;
/** There is no VMA at the last page. */
const LETTERS = `${PAGES.map(([letter]) => letter).join('')}g`;
const MM = image({ vmas: [vma(0, PAGES.length)], entries: PAGES.map(([, one]) => one) });

interface Parts {
  readonly flags?: Partial<LegacyFormatFields['flags']>;
  readonly values?: Partial<LegacyFormatFields['values']>;
  readonly pfnShift?: number;
}

/** A format whose none is its error, so that errors differ, whatever else is wrong in it. */
function formatWith({ flags, values, pfnShift = 12 }: Parts): LegacyFormat {
  return new LegacyFormat({
    flags: { ...fields.flags, ...flags },
    values: { none: ERROR, error: ERROR, special: 0xffff_ffff_ffff_fff0n, ...values },
    pfnShift,
  });
}

/** `DIFFERENCE: PAGES` for each of the format's that explains any page if it is the only one known. */
function explained(format: LegacyFormat, names: readonly ['v5.7' | 'legacy', 'legacy' | 'modern']) {
  const runner = Runner.of(names);
  const scenario: Scenario = { id: 'format', mm: MM, range: request(0, '.........'), format };
  runner.run(scenario);
  const [left, right] = runner.sides;
  if (left === undefined || right === undefined) throw new Error('two sides are compared');
  return DIFFERENCES.filter(({ id }) => id.startsWith('format-')).flatMap((known) => {
    const verdict = judge({ scenario, left, right }, [known]);
    if (verdict.kind !== 'differ') return [];
    const pages = verdict.findings.flatMap(({ disagreement, difference }) =>
      difference !== null && disagreement.aspect === 'page'
        ? LETTERS.charAt(disagreement.page)
        : [],
    );
    return pages.length === 0 ? [] : [`${known.id.slice('format-'.length)}: ${pages.join('')}`];
  });
}

/** What is explained against modern, by legacy and, where it says something else, v5.7; and between them. */
interface Expected {
  readonly legacy: readonly string[];
  readonly 'v5.7'?: readonly string[];
  readonly both?: readonly string[];
}

const ROWS: readonly (readonly [string, Parts, Expected])[] = [
  ['nothing else', {}, { legacy: ['none-is-error: sg'], 'v5.7': ['none-is-error: g'] }],
  [
    'VALID above the pfn',
    { flags: { valid: BIT(63) } },
    {
      legacy: ['none-is-error: sg', 'flag-above-pfn: rwRphl'],
      'v5.7': ['none-is-error: g', 'flag-above-pfn: rwRphl'],
    },
  ],
  [
    'WRITE above the pfn',
    { flags: { write: BIT(63) } },
    {
      legacy: ['none-is-error: sg', 'flag-above-pfn: wl'],
      'v5.7': ['none-is-error: g', 'flag-above-pfn: wl'],
    },
  ],
  [
    'VALID in the pfn',
    { flags: { valid: BIT(12) } },
    {
      legacy: ['none-is-error: sg', 'flag-inside-pfn: rRphl'],
      'v5.7': ['none-is-error: g', 'flag-inside-pfn: rRphl'],
    },
  ],
  [
    'WRITE in the pfn',
    { flags: { write: BIT(13) } },
    {
      legacy: ['none-is-error: sg', 'flag-inside-pfn: wRl'],
      'v5.7': ['none-is-error: g', 'flag-inside-pfn: wRl'],
    },
  ],
  [
    'WRITE in the pfn, far up',
    { flags: { write: BIT(48) } },
    {
      legacy: ['none-is-error: sg', 'flag-inside-pfn: whl'],
      'v5.7': ['none-is-error: g', 'flag-inside-pfn: whl'],
    },
  ],
  [
    'VALID above, WRITE in the pfn',
    { flags: { valid: BIT(63), write: BIT(13) } },
    {
      legacy: ['none-is-error: sg', 'flag-inside-pfn: wl', 'flag-above-pfn: rwRphl'],
      'v5.7': ['none-is-error: g', 'flag-inside-pfn: wl', 'flag-above-pfn: rwRphl'],
    },
  ],
  [
    'WRITE zero',
    { flags: { write: 0n } },
    {
      legacy: ['none-is-error: sg', 'write-zero: wl'],
      'v5.7': ['none-is-error: g', 'write-zero: wl'],
    },
  ],
  [
    'WRITE zero, VALID above the pfn',
    { flags: { valid: BIT(63), write: 0n } },
    {
      legacy: ['none-is-error: sg', 'write-zero: wl', 'flag-above-pfn: rwRphl'],
      'v5.7': ['none-is-error: g', 'write-zero: wl', 'flag-above-pfn: rwRphl'],
    },
  ],
  [
    'VALID zero',
    { flags: { valid: 0n } },
    {
      legacy: ['none-is-error: sg', 'valid-zero: rwRphl'],
      'v5.7': ['none-is-error: g', 'valid-zero: rwRphl'],
    },
  ],
  [
    'flags that share a bit',
    { flags: { valid: 3n, write: 6n } },
    {
      legacy: ['none-is-error: sg', 'flags-overlap: rRph'],
      'v5.7': ['none-is-error: g', 'flags-overlap: rRph'],
    },
  ],
  [
    'flags that share a bit far up',
    { flags: { valid: BIT(62), write: BIT(62) | BIT(63) } },
    {
      legacy: ['none-is-error: sg', 'flags-overlap: rRph', 'flag-above-pfn: rwRphl'],
      'v5.7': ['none-is-error: g', 'flags-overlap: rRph', 'flag-above-pfn: rwRphl'],
    },
  ],
  [
    'a shift that cuts, WRITE zero',
    { flags: { write: 0n }, pfnShift: 28 },
    {
      legacy: ['none-is-error: sg', 'write-zero: wl', 'shift-cuts-pfn: h'],
      'v5.7': ['none-is-error: g', 'write-zero: wl', 'shift-cuts-pfn: h'],
    },
  ],
  [
    'none is special, too',
    { values: { special: ERROR } },
    { legacy: ['none-is-error: sg', 'none-is-special: s'], both: [] },
  ],
  [
    'none is special alone, VALID zero',
    { flags: { valid: 0n }, values: { none: 0n, special: 0n } },
    {
      legacy: ['valid-zero: rwRphl'],
      'v5.7': ['none-is-special: s', 'valid-zero: rwRphl'],
      both: ['none-is-special: s'],
    },
  ],
  [
    'special is a page',
    { values: { special: 0x1002001n } },
    {
      legacy: ['none-is-error: sg'],
      'v5.7': ['none-is-error: g', 'value-equals-page: R'],
      both: ['none-is-error: s', 'value-equals-page: R'],
    },
  ],
  [
    'flags that share a bit, special is a page',
    { flags: { valid: 3n, write: 6n }, values: { special: 0x1002003n } },
    {
      legacy: ['none-is-error: sg', 'flags-overlap: rRph'],
      'v5.7': ['none-is-error: g', 'value-equals-page: R', 'flags-overlap: rph'],
      both: ['none-is-error: s', 'value-equals-page: R'],
    },
  ],
  [
    'none alone is a page',
    { values: { none: 0x1002001n } },
    { legacy: ['value-equals-page: R'], both: [] },
  ],
  [
    'error and none are a page',
    { values: { none: 0x1002001n, error: 0x1002001n } },
    {
      legacy: ['none-is-error: sg', 'value-equals-page: R'],
      'v5.7': ['none-is-error: g', 'value-equals-page: R'],
    },
  ],
];

it.each(ROWS)('each difference explains its own pages: %s', (_, parts, expected) => {
  const format = formatWith(parts);
  const { legacy, 'v5.7': older = legacy, both = ['none-is-error: s'] } = expected;
  expect(explained(format, ['legacy', 'modern'])).toEqual(legacy);
  expect(explained(format, ['v5.7', 'modern'])).toEqual(older);
  expect(explained(format, ['v5.7', 'legacy'])).toEqual(both);
});
