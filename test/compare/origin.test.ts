// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import { Kind } from '../../mm/entry';
import {
  isHugetlb,
  MET_NAMES,
  originName,
  originNamed,
  originOf,
} from '../../oracle/compare/origin';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { request } from '../support/build';
import { ALL_MET, OWNER } from '../support/met';

const SIDES: readonly SideName[] = ['legacy', 'modern'];

it.each(ALL_MET)('what a walk met is called by its name: $name', ({ name, mm }) => {
  const runner = Runner.of(SIDES);
  runner.run({ id: name, mm, range: request(0, '.', { owner: OWNER }), format: NOUVEAU });
  for (const { record } of runner.sides) {
    const origin = record.origins[0] ?? 0;
    expect(originName(origin, OWNER)).toBe(name);
    expect(isHugetlb(origin)).toBe(name.startsWith('hugetlb-'));
  }
});

it('everything that can be met is', () => {
  expect(ALL_MET.map(({ name }) => name)).toEqual(MET_NAMES);
});

it('a page without a word comes from nothing', () => {
  expect(originName(Kind.untouched, OWNER)).toBe('nothing');
  expect(originName(Kind.table, OWNER)).toBe('pte-none');
});

it('every name has its origin, with the first kind that is met so', () => {
  for (const name of MET_NAMES) expect(originNamed(name).origin).toBe(name);
  expect(originNamed('pte-none').row.kind).toBe(Kind.none);
  expect(() => originNamed(JSON.parse('"pte-some"'))).toThrow('expected an origin, got pte-some');
});

it('what is no kind comes from nowhere', () => {
  const high = 2 ** 5 - 2;
  expect(() => originOf(2 ** 8 + high, OWNER)).toThrow(`"high" expected a kind, got ${high}`);
});
