// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AMDGPU } from '../../legacy/known-formats';
import { Kind } from '../../mm/entry';
import { findKnown } from '../../oracle/explain/known';
import { returnName } from '../../oracle/run/result';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { entry, image, request, vma } from '../support/build';

/** What two attempts of a call for two pages return, with another owner's page at one of them. */
function attempts(name: SideName, foreign: 0 | 1): readonly unknown[] {
  const runner = Runner.of([name]);
  const { space } = runner;
  const [side] = runner.sides;
  if (side === undefined) throw new Error('one side was asked for');
  const entries = [entry(foreign, { kind: Kind.pteDevicePrivate, owner: 7, write: true }, 0x2000)];
  const range = request(0, 'rr', { owner: 1 });
  space.load(image({ vmas: [vma(0, 8)], entries }));
  return [1, 2].map(() => {
    space.stale = false;
    side.run({ id: 'order', mm: space.image, range, format: AMDGPU });
    return returnName(side.record.ret);
  });
}

describe('order-of-neighbours: another owner’s page, and a page that is not there', () => {
  it.each(['v5.7', 'legacy', 'modern'] as const)('%s: the order decides for good', (side) => {
    expect(attempts(side, 0)).toEqual(['-EFAULT', '-EFAULT']);
    expect(attempts(side, 1)).toEqual(['-EBUSY', 0]);
  });

  it('since 5.19 it does not', () => {
    expect(attempts('modern-6.1', 0)).toEqual(['-EBUSY', 0]);
    expect(attempts('modern-6.1', 1)).toEqual(['-EBUSY', 0]);
  });

  it('is no matter of tests alone', () => {
    const entry = findKnown('order-of-neighbours.rest-of-table');
    expect(entry?.kind === 'violation' && entry.matters).toMatch(/^To correct use/);
  });
});
