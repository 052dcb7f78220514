// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { PTE } from '../../mm/units';
import { compare } from '../../oracle/compare/compare';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { SideName } from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import { entry, image, request, vma } from '../support/build';

const poisoned = entry(0, { kind: Kind.pteHwpoison }, 0x2000, PTE);

/**
 * The first attempt puts out two pages and faults the third, which invalidates; the second one fails at
 * the first page, which is poisoned by then.
 */
const FAILS_LATER: Scenario = {
  id: 'fails-later',
  mm: image({
    vmas: [vma(0, 4)],
    entries: [0, 1].map((page) => entry(page, { kind: Kind.ptePresent }, 0x2000 + page, PTE)),
    events: [{ beforeWalk: 2, invalidate: true, entries: [poisoned] }],
  }),
  range: request(0, '..r.', {
    ...{ defaults: Ask.read, mask: Ask.nothing, call: { timeout: 0 } },
  }),
  format: undefined,
};

/** What is found of two sides after one of them, or both, have been changed. */
function found(change: (left: Side, right: Side) => void, other: SideName = 'modern-7.3') {
  const space = new AddressSpace();
  const [left, right] = [makeSide('modern-7.3', space), makeSide(other, space)];
  new Runner(space, [left, right]).run(FAILS_LATER);
  expect([left.record.stoppedAt, left.record.inputFrom]).toEqual([0, 2]);
  change(left, right);
  return compare({ scenario: FAILS_LATER, left, right }).map((one) =>
    'page' in one ? `${one.aspect} ${one.page}` : one.aspect,
  );
}

/** Changes the word of a page. */
function spoil({ words }: Side, page: number): void {
  words[2 * page] = (words[2 * page] ?? 0) + 1;
}

describe('of a call that begins again', () => {
  it('two sides that do the same agree, also with longs of other widths', () => {
    expect(found(() => {})).toEqual([]);
    expect(found(() => {}, 'modern-7.3-32')).toEqual([]);
  });

  it('the words that an earlier attempt has left are compared, and after them the input', () => {
    expect(found((_, right) => spoil(right, 0))).toEqual(['input 0']);
    expect(found((left) => spoil(left, 1))).toEqual(['input 1']);
    expect(found((left, right) => [left, right].map((side) => spoil(side, 1)))).toEqual([]);
    expect(found((_, right) => spoil(right, 2))).toEqual(['input 2']);
  });

  it('the attempts are compared, and then only words that both have left', () => {
    const further = (side: Side): void => {
      side.record.attempts = side.record.attempts.map((one) => ({ ...one, stoppedAt: 3 }));
    };
    expect(found((_, right) => further(right))).toEqual(['attempts']);
    const spoilt = found((_, right) => {
      further(right);
      spoil(right, 2);
    });
    expect(spoilt).toEqual(['attempts']);
  });

  it('what one side has put out in its last attempt is none that an earlier one has left', () => {
    const spoilt = found((left, right) => {
      left.record.stoppedAt = 1;
      spoil(right, 0);
    });
    expect(spoilt).toEqual(['stop']);
  });
});
