// SPDX-License-Identifier: GPL-2.0-or-later
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { formatWords } from '../../legacy/format-clauses';
import { AMDGPU } from '../../legacy/known-formats';
import { LEGACY_CODEC, type LegacyCodec } from '../../legacy/word-codec';
import { NUMBERS } from '../../mm/word64';
import { CODECS, goalsFor, proveFormat } from '../../proof/prove-format';
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

/** The least work that can be asked for, as seconds. */
const A_FEW_STEPS = 1e-9;
/** A text that is written over while it is read shows in one of a hundred queries. */
const TIMES = 100;
const LIMIT_REACHED = 'unknown: max. resource limit exceeded';

/** The processes of this one that have the solver. */
function solverProcesses(): readonly number[] {
  const list = ['-o', 'pid=,args=', '--ppid', String(process.pid)];
  const lines = execFileSync('ps', list, { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes('solver-child'))
    .map((line) => Number.parseInt(line, 10));
}

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
      const got = goals.map(
        ({ goal, outcome }) =>
          `${goal.statement} ${outcome.kind === 'undecided' ? `undecided: ${outcome.why}` : outcome.kind}`,
      );
      throw new Error(`expected a counterexample to ${id}, got ${got.join(', ')}`);
    }
    expect(STATEMENTS[id].fails(NUMBERS, codecs, WORDS, found.witness.subject)).toBe(true);
    expect(shownBy(codecs, found.witness).about).toBe(STATEMENTS[id].about);
    expect(documentOf(codecs, found.witness) === undefined).toBe(id === 'requests');
  });

  it('that comes to the limit of its work has decided nothing, on every machine alike', async () => {
    const solver = openZ3({ seconds: A_FEW_STEPS, signal: new AbortController().signal });
    const { goals } = await proveFormat(solver, { name: 'amdgpu', format: AMDGPU }, () => {});
    solver.close();
    expect(goals.length).toBeGreaterThan(5);
    for (const { outcome } of goals) {
      expect(outcome).toEqual({ kind: 'undecided', why: LIMIT_REACHED });
    }
  });

  it('whose process dies between two questions is asked in another one', async () => {
    const solver = openZ3({ seconds: 60, signal: new AbortController().signal });
    const asked = goalsFor(CODECS, { name: 'amdgpu', format: AMDGPU }).slice(0, 2);
    const answers: string[] = [];
    for (const { query } of asked) {
      answers.push((await solver.ask(query)).kind);
      for (const pid of solverProcesses()) process.kill(pid, 'SIGKILL');
    }
    solver.close();
    expect(answers).toEqual(['unsat', 'unsat']);
  });

  it('reads a query to its end each time that it is asked', async () => {
    const faulty = {
      ...CODECS,
      legacy: { ...LEGACY_CODEC, ...FAULTS['a shift by one too much']?.[1] },
    };
    const [asked] = goalsFor(faulty, { name: 'amdgpu', format: AMDGPU });
    if (asked === undefined) throw new Error('expected a goal');
    const { query } = asked;
    const solver = openZ3({ seconds: 60, signal: new AbortController().signal });
    const kinds = new Set<string>();
    for (let time = 0; time < TIMES; time++) kinds.add((await solver.ask(query)).kind);
    solver.close();
    expect([...kinds]).toEqual(['sat']);
  });

  it('that says why it does not know is quoted', () => {
    const printed = 'unknown\n(error "line 1")\n(:reason-unknown "canceled")\n';
    expect(readSolverAnswer(printed)).toEqual({ kind: 'unknown', why: 'unknown: canceled' });
  });

  it.each(['', 'unknown', 'sat\n((pfn #x01))', '(error "no")\nunsat', 'timeout'])(
    'that prints %j has decided nothing',
    (printed) => {
      expect(readSolverAnswer(printed).kind).toBe('unknown');
    },
  );
});
