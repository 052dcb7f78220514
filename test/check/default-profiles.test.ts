// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { check } from '../../oracle/check/check';
import { defaultProfiles } from '../../oracle/check/options';
import type { SideName } from '../../oracle/run/side-names';

describe('the profiles of a check that names none', () => {
  it.each<{ readonly sides: readonly SideName[]; readonly expected: readonly string[] }>([
    { sides: ['v5.7', 'legacy', 'modern'], expected: ['mixed'] },
    { sides: ['modern', 'modern-6.12'], expected: ['mixed', 'recent'] },
    { sides: ['legacy', 'modern-7.3'], expected: ['mixed', 'recent'] },
    { sides: ['modern-7.3', 'modern-7.3-32'], expected: ['mixed', 'recent', 'unlocked'] },
  ])('for $sides are $expected', ({ sides, expected }) => {
    expect(defaultProfiles(sides)).toEqual(expected);
  });

  it('show what 7.3 does to device-private huge pages, and what its own loop does to requests', async () => {
    const [profile, ...further] = defaultProfiles(['modern-7.3']);
    const options = {
      ...{ sides: ['modern-7.3'] as const, vectors: [], scope: 0 as const, seed: 1 },
      ...{ runs: 1500, profile, further },
    };
    const report = await check(options, () => undefined, new AbortController().signal, 1);
    expect(report.scenarios.random).toBe(4500);
    expect(report.fresh).toEqual([]);
    const shown = report.violations.map(({ id }) => id);
    expect(shown).toContain('pfn-is-mapped.own-private-pmd');
    expect(shown).toContain('restart-keeps-requests.output-asks-again');
  });
});
