// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { LegacyFormat } from '../../legacy/format';
import { formatDefects, isWellFormed } from '../../legacy/format-clauses';
import { NOUVEAU } from '../../legacy/known-formats';
import {
  FLAGS_ABOVE,
  formatRank,
  ILL_FORMED,
  KNOWN,
  NAMED_FORMATS,
  pickFormat,
  randomFormat,
  WELL_FORMED,
} from '../../oracle/generate/formats';
import { Random } from '../../oracle/generate/random';

function defects(format: LegacyFormat): readonly string[] {
  return formatDefects(format).map(({ id }) => id);
}

describe('named formats', () => {
  it('have a name each, and are in the class that the driver’s decoder would put them in', () => {
    expect(new Set(NAMED_FORMATS.map(({ name }) => name)).size).toBe(NAMED_FORMATS.length);
    for (const { name, format } of [...KNOWN, ...WELL_FORMED]) {
      expect([name, isWellFormed(format)]).toEqual([name, true]);
    }
    for (const { name, format } of ILL_FORMED)
      expect([name, isWellFormed(format)]).toEqual([name, false]);
  });

  it('have no fault but the position of a flag, if they have it above the pfn field', () => {
    for (const { format } of FLAGS_ABOVE) {
      expect(defects(format).length).toBeGreaterThan(0);
      for (const id of defects(format)) expect(id).toMatch(/^(valid|write)-above-pfn$/);
    }
  });

  it('have the defect that they are named for', () => {
    const named = ILL_FORMED.filter(({ name }) => /^[a-z]+(-[a-z]+)+$/.test(name));
    expect(named.length).toBeGreaterThan(12);
    for (const { name, format } of named) expect(defects(format)).toContain(name);
  });

  it('show every defect that there is', () => {
    const shown = new Set(NAMED_FORMATS.flatMap(({ format }) => defects(format)));
    expect([...shown].sort()).toEqual([
      'error-has-valid',
      'error-is-page',
      'flags-equal',
      'flags-share-bits',
      'none-has-valid',
      'none-is-error',
      'none-is-page',
      'none-is-special',
      'shift-cuts-pfn',
      'special-has-valid',
      'special-is-page',
      'valid-above-pfn',
      'valid-contains-write',
      'valid-inside-pfn',
      'valid-several-bits',
      'valid-zero',
      'write-above-pfn',
      'write-contains-valid',
      'write-inside-pfn',
      'write-several-bits',
      'write-zero',
    ]);
  });

  it('rank from nouveau’s on, and before all others', () => {
    expect(formatRank(NOUVEAU)).toBe(0);
    expect(NAMED_FORMATS.map(({ format }) => formatRank(format))).toEqual([
      ...NAMED_FORMATS.keys(),
    ]);
    expect(formatRank(randomFormat(new Random(1, 1)))).toBe(NAMED_FORMATS.length);
  });
});

describe('pickFormat', () => {
  it('draws every named format and some others, and a known one most of the time', () => {
    const drawn = new Map<LegacyFormat, number>();
    for (let index = 0; index < 20_000; index++) {
      const format = pickFormat(new Random(6, index));
      drawn.set(format, (drawn.get(format) ?? 0) + 1);
    }
    const missing = NAMED_FORMATS.filter(({ format }) => !drawn.has(format));
    expect(missing.map(({ name }) => name)).toEqual([]);
    expect(drawn.size).toBeGreaterThan(NAMED_FORMATS.length + 10);
    const known = KNOWN.reduce((sum, { format }) => sum + (drawn.get(format) ?? 0), 0);
    expect(known).toBeGreaterThan(10_000);
  });
});
