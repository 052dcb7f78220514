// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { coverageView, heatOf, shortCount } from '../../../report/html/view/coverage-view';
import { smallCheck } from './support';

describe('the heat map', () => {
  it.each([
    [0, 0, '0'],
    [1, 1, '1'],
    [9, 1, '9'],
    [10, 2, '10'],
    [999, 3, '999'],
    [1000, 4, '1.0k'],
    [9950, 4, '10k'],
    [99_999, 5, '100k'],
    [100_000, 6, '100k'],
    [999_499, 6, '999k'],
    [999_500, 6, '1.0M'],
    [12_345_678, 6, '12M'],
  ])('has %i as heat %i and as %s', (count, heat, text) => {
    expect(heatOf(count)).toBe(heat);
    expect(shortCount(count)).toBe(text);
  });

  it('tells cells that were never reached from those that cannot be', async () => {
    const { coverage } = await smallCheck();
    for (const summary of coverage) {
      const view = coverageView(summary);
      const found = view.rows.flatMap(({ cells }) => cells);
      expect(found.filter((cell) => cell !== undefined)).toHaveLength(summary.reachable);
      const cold = found.filter((cell) => cell?.heat === 0);
      expect(cold).toHaveLength(summary.missing.length);
      expect(view.missing).toHaveLength(summary.missing.length);
      expect(view.reached + view.missing.length).toBe(view.reachable);
    }
  });
});
