// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { amdgpuAfter } from '../../drivers/amdgpu/pair';
import { type LoopEnd, runAttempts, type Surroundings } from '../../drivers/attempt-loop';
import { type Access, type Driver, rangeRequest, regenerating } from '../../drivers/driver';
import { makeRangeCall } from '../../drivers/make-range-call';
import { nouveauAfter } from '../../drivers/nouveau/after';
import { nouveauBefore } from '../../drivers/nouveau/before';
import { DRIVERS } from '../../drivers/registry';
import type { AddressSpace, AddressSpaceImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { EFAULT, EPERM } from '../../mm/errno';
import { invalidate } from '../../mm/notifier';
import { entry, event, loaded, page, vma } from '../support/build';

interface Course {
  readonly end: LoopEnd;
  /** Each attempt: the words it began with, and how it ended. */
  readonly attempts: readonly string[];
}

/** Runs a loop for four attempts at most; the range is invalidated before the checks named. */
function course(
  driver: Driver,
  accesses: readonly Access[],
  parts: Partial<AddressSpaceImage>,
  staleChecks: readonly number[] = [],
): Course {
  const space = loaded({ vmas: [vma(0, 8)], ...parts });
  const call = makeRangeCall(driver.format, space);
  call.prepare(rangeRequest(driver, accesses, page(0)));
  const attempts: string[] = [];
  let words = '';
  const around: Surroundings = {
    beforeAttempt: (attempt) => attempt <= 4,
    beforeCall: () => {
      words = accesses.map((_, index) => call.wordText(index)).join(' ');
    },
    beforeCheck: (attempt) => {
      if (staleChecks.includes(attempt)) invalidate(space);
    },
    afterAttempt: (_, end) => {
      attempts.push(`${words}: ${end.kind === 'again' ? end.why : end.kind}`);
    },
  };
  return { end: runAttempts(driver.loop, call, space, around), attempts };
}

const WRITABLE = entry(0, { kind: Kind.ptePresent, write: true }, 0x2000);
const PRESENT = { kind: Kind.ptePresent };
const READ_ONLY = entry(0, { kind: Kind.ptePresent }, 0x2000);

describe('after -EBUSY', () => {
  const busyOnce = { entries: [READ_ONLY] };

  it('nouveau tries again with the same array', () => {
    expect(course(nouveauAfter, ['write'], busyOnce)).toEqual({
      end: { kind: 'done', checked: true },
      attempts: ['VALID|WRITE: busy', 'VALID|WRITE: done'],
    });
  });

  it('takes the sequence anew: what an attempt invalidates does not touch the next', () => {
    expect(course(nouveauBefore, ['write'], busyOnce).attempts).toEqual(['V|W: busy', 'V|W: done']);
  });

  it.each(DRIVERS)('$id runs out of time if every call is invalidated', (driver) => {
    const { end, attempts } = course(driver, ['read'], {
      entries: [WRITABLE],
      events: [event(1, { invalidate: true })],
    });
    expect(end).toEqual({ kind: 'out-of-time' });
    expect(attempts).toHaveLength(4);
  });
});

describe('the check under the lock', () => {
  it('sends nouveau back, with output for requests', () => {
    expect(course(nouveauBefore, ['read'], { entries: [WRITABLE] }, [1])).toEqual({
      end: { kind: 'done', checked: true },
      attempts: ['V: stale', 'V|W 0x2000: done'],
    });
  });

  it('sends the regenerating loop back with the requests', () => {
    const { attempts } = course(
      regenerating(nouveauAfter),
      ['read'],
      { entries: [WRITABLE] },
      [1, 2],
    );
    // The array is written after the sequence was taken, so this is what each call began with.
    expect(attempts).toEqual(['VALID: stale', 'VALID: stale', 'VALID: done']);
  });

  it('is not in the loop of amdgpu', () => {
    expect(course(amdgpuAfter, ['read'], { entries: [WRITABLE] }, [1]).end).toEqual({
      kind: 'done',
      checked: false,
    });
  });
});

describe('the first attempt', () => {
  it.each([nouveauBefore, regenerating(nouveauBefore)])(
    'takes the array as it stands, whether the requests are written anew or not',
    (driver) => {
      const call = makeRangeCall(driver.format, loaded({ vmas: [vma(0, 8)], entries: [WRITABLE] }));
      call.prepare(rangeRequest(driver, ['read'], page(0)));
      call.restore(0, Uint32Array.of(0x3, 0));
      let first = '';
      runAttempts(driver.loop, call, loaded({}), {
        beforeAttempt: (attempt) => attempt === 1,
        beforeCall: () => {
          first = call.wordText(0);
        },
        beforeCheck: () => {},
        afterAttempt: () => {},
      });
      expect(first).toBe('V|W');
    },
  );
});

describe('a loop that counts its attempts', () => {
  const bounded = (attempts: number): Driver => {
    const bounds = [{ kind: 'count' as const, attempts, after: ['busy' as const] }];
    return { ...nouveauAfter, loop: { ...nouveauAfter.loop, bounds } };
  };
  const invalidated = { entries: [WRITABLE], events: [event(1, { invalidate: true })] };

  it.each([1, 2, 3])('gives up after %i', (count) => {
    const { end, attempts } = course(bounded(count), ['read'], invalidated);
    expect(end).toEqual({ kind: 'gave-up' });
    expect(attempts).toHaveLength(count);
  });

  it('does not count those that its helper makes inside', () => {
    const driver = bounded(1);
    const call = { kind: 'unlocked', budgetMs: 1000, keepsRequests: true } as const;
    const { end, attempts } = course(
      { ...driver, loop: { ...driver.loop, call } },
      ['read'],
      invalidated,
    );
    expect(end).toEqual({ kind: 'out-of-time' });
    expect(attempts).toHaveLength(4);
  });
});

describe('a loop that takes the sequence once', () => {
  it('takes it before its first attempt, whatever was invalidated before', () => {
    const once: Driver = { ...nouveauAfter, loop: { ...nouveauAfter.loop, sequence: 'once' } };
    const space = loaded({ vmas: [vma(0, 8)], entries: [WRITABLE] });
    const call = makeRangeCall(once.format, space);
    call.prepare(rangeRequest(once, ['read'], page(0)));
    call.firstPage = 1;
    space.stale = true;
    const ends: string[] = [];
    runAttempts(once.loop, call, space, {
      beforeAttempt: (attempt) => attempt <= 4,
      beforeCall: () => {},
      beforeCheck: () => {},
      afterAttempt: (_, { kind }) => ends.push(kind),
    });
    expect(ends).toEqual(['done']);
    // Of an earlier window nothing is left.
    expect(call.firstPage).toBe(0);
  });
});

describe('a loop that takes a sequence for each piece', () => {
  const eachPiece: Driver = {
    ...nouveauAfter,
    loop: { ...nouveauAfter.loop, sequence: 'each-piece' },
  };

  /** From which page each attempt begins, if the first one comes to page 1. */
  function beginnings(parts: Partial<AddressSpaceImage>, isStale: boolean): readonly number[] {
    const space = loaded({ vmas: [vma(0, 8)], entries: [WRITABLE], ...parts });
    const call = makeRangeCall(eachPiece.format, space);
    call.prepare(rangeRequest(eachPiece, ['read', 'read'], page(0)));
    const first: number[] = [];
    runAttempts(eachPiece.loop, call, space, {
      beforeAttempt: (attempt) => attempt <= 2,
      beforeCall: () => {
        first.push(call.firstPage);
        call.firstPage = 1;
      },
      beforeCheck: () => {
        if (isStale) invalidate(space);
      },
      afterAttempt: () => {},
    });
    return first;
  }

  it('goes on with the piece that was sent back, and begins anew after the check', () => {
    expect(beginnings({ events: [event(1, { invalidate: true })] }, false)).toEqual([0, 1]);
    expect(beginnings({ entries: [WRITABLE, entry(1, PRESENT, 0x2001)] }, true)).toEqual([0, 0]);
  });
});

describe('a call that does not come back', () => {
  const end = (space: AddressSpace, gaveUp: Surroundings['gaveUp']): LoopEnd => {
    const call = makeRangeCall(nouveauAfter.format, space);
    call.prepare(rangeRequest(nouveauAfter, ['write'], page(0)));
    return runAttempts(nouveauAfter.loop, call, space, {
      beforeAttempt: (attempt) => attempt <= 4,
      beforeCall: () => {},
      beforeCheck: () => {},
      afterAttempt: () => {},
      ...(gaveUp === undefined ? {} : { gaveUp }),
    });
  };

  it('spins where a page fault succeeds and changes nothing', () => {
    const space = loaded({ vmas: [vma(0, 8)], entries: [READ_ONLY] });
    space.overrule = () => true;
    expect(end(space, undefined)).toEqual({ kind: 'spins' });
    expect(end(space, () => false)).toEqual({ kind: 'spins' });
  });

  it('spins where it was ended from outside, whatever it returned', () => {
    const space = loaded({ vmas: [vma(0, 8)], entries: [WRITABLE] });
    expect(end(space, () => true)).toEqual({ kind: 'spins' });
    expect(end(space, () => false)).toEqual({ kind: 'done', checked: true });
  });
});

describe('a success that returns 0 pages', () => {
  it('is tried again until 5.7, forever', () => {
    expect(course(nouveauBefore, ['none'], {})).toEqual({
      end: { kind: 'out-of-time' },
      attempts: ['0: no-pages', '0: no-pages', '0: no-pages', '0: no-pages'],
    });
  });

  it('is a success for a loop that looks at the return code alone', () => {
    const loop = { ...nouveauBefore.loop, noPages: 'success' as const };
    expect(course({ ...nouveauBefore, loop }, ['none'], {}).end).toEqual({
      kind: 'done',
      checked: true,
    });
  });

  it('is a success since 5.8', () => {
    expect(course(nouveauAfter, ['none'], {}).end).toEqual({ kind: 'done', checked: true });
  });
});

describe('any other error ends the loop', () => {
  it.each(DRIVERS)('$id: -EFAULT where there is no VMA', (driver) => {
    expect(course(driver, ['read'], { vmas: [] }).end).toEqual({ kind: 'failed', ret: EFAULT });
  });

  it.each(DRIVERS)('$id: -EPERM for a write to a read-only VMA', (driver) => {
    const { end } = course(driver, ['write'], { vmas: [vma(0, 8, 'read')], entries: [READ_ONLY] });
    expect(end).toEqual({ kind: 'failed', ret: EPERM });
  });
});
