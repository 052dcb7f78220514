// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AMDGPU } from '../../legacy/known-formats';
import { formatWords } from '../../legacy/well-formed';
import { LEGACY_CODEC, type LegacyCodec } from '../../legacy/word-codec';
import { StateKind } from '../../mm/page-states';
import { NUMBERS } from '../../mm/word-algebra';
import { MODERN_CODEC } from '../../modern/word-codec';
import { agreement } from '../../proof/agreement';
import { CODECS, proveFormat } from '../../proof/prove-format';
import { readSolverAnswer } from '../../proof/query';
import { documentOf, shownBy } from '../../proof/replay';
import { openZ3 } from '../../proof/solver';
import { STATEMENTS } from '../../proof/statements';
import { TERMS, wordVariable } from '../../proof/terms';

const WORDS = formatWords(AMDGPU);

it('range faults and decoders keep the laws that are proved, in every format with a name', () => {
  const { compared, departures } = agreement(undefined);
  expect(departures).toEqual([]);
  expect(compared).toBeGreaterThan(90_000);
});

it('an algebra of numbers and one of terms say the same', () => {
  const x = wordVariable('x');
  expect(TERMS.shiftLeft(x, TERMS.constant(12n))).toBe('(bvshl x #x000000000000000c)');
  expect(NUMBERS.shiftLeft(3n, 63n)).toBe(1n << 63n);
  expect(NUMBERS.shiftLeft(1n, 64n)).toBe(0n);
  expect(NUMBERS.shiftRight(1n, 64n)).toBe(0n);
  expect(NUMBERS.complement(0n)).toBe((1n << 64n) - 1n);
  expect(NUMBERS.minusOne(0n)).toBe((1n << 64n) - 1n);
});

it('the laws of the fixed format give ERROR, none and a page their words', () => {
  const word = MODERN_CODEC.encode(NUMBERS, 0x1234n, true);
  expect(word).toBe(0xc000_0000_0000_1234n);
  expect(MODERN_CODEC.decode(NUMBERS, word)).toEqual({
    kind: BigInt(StateKind.write),
    pfn: 0x1234n,
  });
  expect(MODERN_CODEC.decode(NUMBERS, 1n << 61n).kind).toBe(BigInt(StateKind.error));
  expect(MODERN_CODEC.decode(NUMBERS, 5n)).toEqual({ kind: BigInt(StateKind.stray), pfn: 5n });
});

/** Faults of the codec, each with the statement that has to fail. */
const FAULTS: Readonly<Record<string, readonly [keyof typeof STATEMENTS, Partial<LegacyCodec>]>> = {
  'a shift by one too much': [
    'pages, legacy',
    {
      encode: (algebra, format, pfn, write) =>
        LEGACY_CODEC.encode(algebra, format, algebra.shiftLeft(pfn, algebra.constant(1n)), write),
    },
  ],
  'the valid bit not set': [
    'pages, legacy',
    {
      encode: (algebra, format, pfn, write) => {
        const none = { ...format, valid: algebra.constant(0n) };
        return LEGACY_CODEC.encode(algebra, none, pfn, write);
      },
    },
  ],
  'special compared after v5.7': [
    'no special',
    {
      decode: (algebra, format, _revision, entry) =>
        LEGACY_CODEC.decode(algebra, format, 'v5.7', entry),
    },
  ],
  'a write fault for a page that the CPU may write': [
    'requests',
    {
      needs: (algebra, format, words, { read }) =>
        LEGACY_CODEC.needs(algebra, format, words, { read, write: algebra.not(read) }),
    },
  ],
};

describe('the solver', () => {
  it.each(Object.entries(FAULTS))('refutes %s, with a counterexample', async (_, [id, faulty]) => {
    const codecs = { ...CODECS, legacy: { ...LEGACY_CODEC, ...faulty } };
    const solver = openZ3(60_000);
    const asked = { name: 'amdgpu', format: AMDGPU };
    const { goals } = await proveFormat(solver, asked, () => {}, codecs);
    solver.close();
    const refuted = goals.filter(({ outcome }) => outcome.kind === 'refuted');
    const found = refuted.find(({ goal }) => goal.statement === id)?.outcome;
    if (found?.kind !== 'refuted' || found.witness === undefined) {
      throw new Error(`expected a counterexample to ${id}, got ${JSON.stringify(refuted.length)}`);
    }
    expect(STATEMENTS[id].fails(NUMBERS, codecs, WORDS, found.witness.subject)).toBe(true);
    expect(shownBy(codecs, found.witness).about).toBe(STATEMENTS[id].about);
    expect(documentOf(codecs, found.witness) === undefined).toBe(id === 'requests');
  });

  it('that does not answer in time has decided nothing', async () => {
    const solver = openZ3(1);
    const { goals } = await proveFormat(solver, { name: 'amdgpu', format: AMDGPU }, () => {});
    solver.close();
    expect(goals.length).toBeGreaterThan(5);
    for (const { outcome } of goals) expect(outcome.kind).toBe('undecided');
  });

  it.each(['', 'unknown', 'sat\n((pfn #x01))', '(error "no")\nunsat', 'timeout'])(
    'that prints %j has decided nothing',
    (printed) => {
      expect(readSolverAnswer(printed).kind).toBe('unknown');
    },
  );
});
