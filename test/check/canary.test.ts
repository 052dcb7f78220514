// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import {
  CANARIES,
  type Canary,
  canaryOf,
  checkCanary,
  verdictOfCanary,
} from '../../oracle/check/canary';
import { canaryText } from '../../report/text/canary-text';
import { PLAIN } from '../../report/text/style';
import { hmmPfnHere } from '../support/command-here';

const OPTIONS = { sides: ['legacy', 'modern'], seed: 1, runs: 1500, profile: 'small' } as const;

function checked(canary: Canary, options: Partial<Parameters<typeof checkCanary>[0]> = {}) {
  const signal = new AbortController().signal;
  return checkCanary({ ...OPTIONS, ...options }, canary, () => undefined, signal);
}

const NO_CANARY: Canary = { name: 'none', does: 'does nothing wrong' };

describe('a planted mistake', () => {
  it.each([
    ['read-only-is-writable', 'legacy/modern: which rights a page has'],
    ['gap-is-none', 'legacy/modern: whether there is a page'],
    ['huge-pfn-from-piece', 'legacy/modern: which pfn a page has'],
    ['stops-late', 'passes without a word the piece at which a walk ended'],
    ['fault-does-nothing', 'legacy/modern: whether a walk has helped'],
  ])('%s is found', async (name, cause) => {
    const canary = CANARIES.find((one) => one.name === name);
    const report = await checked(canary ?? NO_CANARY);
    expect(report.finding?.cause).toBe(cause);
    expect(report).toMatchObject({ side: 'modern', scenarios: 1500 });
    expect(verdictOfCanary(report).kind).toBe('clean');
  });

  it('is one of several, chosen by the seed', () => {
    const names = CANARIES.map((_, seed) => canaryOf(seed).name);
    expect(new Set(names).size).toBe(CANARIES.length);
    expect(canaryOf(CANARIES.length)).toBe(canaryOf(0));
  });

  it('is found in a side alone, by the contract', async () => {
    const report = await checked(canaryOf(0), { sides: ['legacy'] });
    expect(report.finding?.cause).toBe('breaks valid-is-accessible');
  });
});

describe('each mistake is found by the contract in a side alone:', () => {
  it.each(['v5.7', 'modern-32', 'modern-7.3'] as const)('%s', async (side) => {
    for (const canary of CANARIES) {
      const { finding } = await checked(canary, { sides: [side], runs: 700 });
      expect(finding, canary.name).toBeDefined();
    }
  });
});

describe('a check that sees nothing', () => {
  it('is told to be blind', async () => {
    const report = await checked(NO_CANARY);
    expect(report.finding).toBeUndefined();
    expect(verdictOfCanary(report).kind).toBe('found');
    expect(canaryText(report, PLAIN)).toContain(
      'The planted mistake was NOT found in 1500 random scenarios: this check is blind (exit code 1).',
    );
  });

  it('is not told of a side that has no result: nothing was planted', async () => {
    const report = { ...(await checked(NO_CANARY)), hasRun: false };
    expect(verdictOfCanary(report)).toMatchObject({ kind: 'nothing-compared' });
    expect(canaryText(report, PLAIN)).toContain('modern has no result in 1500 random scenarios');
  });

  it('over no scenario is neither', async () => {
    const report = await checked(canaryOf(0), { runs: 0 });
    expect(verdictOfCanary(report).kind).toBe('nothing-compared');
  });
});

describe('hmm-pfn check --canary', () => {
  it('says what it planted and that it was found', async () => {
    const { code, stdout } = await hmmPfnHere(
      'check --canary gap-is-none --seed 1 --runs 2000'.split(' '),
    );
    expect(stdout).toContain(
      'Planted on purpose (gap-is-none): modern reports pages without a VMA',
    );
    expect(stdout).toContain('Reported as legacy/modern: whether there is a page\n');
    expect(stdout).toContain('+page 0 0x7f0000000000 none [gap]');
    expect(stdout).toContain('as expected (exit code 0)');
    expect(code).toBe(0);
  });

  it('refuses calls that a side does not have: that would be blind for want of results', async () => {
    const { code, stderr } = await hmmPfnHere('check --canary --profile unlocked'.split(' '));
    expect(stderr).toContain('profile unlocked: expected sides with hmm_range_fault_unlocked_time');
    expect(code).toBe(2);
  });

  it('goes with no other report and no other scenarios', async () => {
    const { code, stderr } = await hmmPfnHere(['check', '--canary', '--scope', '2']);
    expect(stderr).toContain(
      "option '--canary' can only be combined with --sides, --tree, --seed, --runs and --profile",
    );
    expect(code).toBe(2);
  });
});
