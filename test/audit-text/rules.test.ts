// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { RULES } from '../../audit/text/rules';
import { brief, exampleFindings } from './support';

describe('every rule', () => {
  it('has an id of its own', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)+$/.test(id))).toEqual([]);
  });

  for (const { id, severity, bad, good } of RULES) {
    it(`${id} finds its bad example`, async () => {
      const found = (await exampleFindings(bad)).filter(({ rule }) => rule === id);
      expect(found.length).toBeGreaterThan(0);
      expect(found.map((one) => one.severity)).toContain(severity);
    });

    it(`${id} and the others find nothing in its good example`, async () => {
      expect(brief(await exampleFindings(good))).toEqual([]);
    });
  }
});
