// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { formatWords } from '../../legacy/format-clauses';
import { AMDGPU } from '../../legacy/known-formats';
import { LEGACY_CODEC, type LegacyCodec } from '../../legacy/word-codec';
import { NUMBERS } from '../../mm/word-algebra';
import { CODECS, proveFormat } from '../../proof/prove-format';
import { readSolverAnswer } from '../../proof/query';
import { documentOf, shownBy } from '../../proof/replay';
import { openZ3 } from '../../proof/solver';
import { STATEMENTS } from '../../proof/statements';

const WORDS = formatWords(AMDGPU);

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
    const solver = openZ3({ seconds: 60, signal: new AbortController().signal });
    const asked = { name: 'amdgpu', format: AMDGPU };
    const { goals } = await proveFormat(solver, asked, () => {}, codecs);
    solver.close();
    const refuted = goals.filter(({ outcome }) => outcome.kind === 'refuted');
    const found = refuted.find(({ goal }) => goal.statement === id)?.outcome;
    if (found?.kind !== 'refuted' || found.witness === undefined) {
      const got = goals.map(({ goal, outcome }) => `${goal.statement} ${outcome.kind}`);
      throw new Error(`expected a counterexample to ${id}, got ${got.join(', ')}`);
    }
    expect(STATEMENTS[id].fails(NUMBERS, codecs, WORDS, found.witness.subject)).toBe(true);
    expect(shownBy(codecs, found.witness).about).toBe(STATEMENTS[id].about);
    expect(documentOf(codecs, found.witness) === undefined).toBe(id === 'requests');
  });

  it('that does not answer in time has decided nothing', async () => {
    const solver = openZ3({ seconds: 0.001, signal: new AbortController().signal });
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
