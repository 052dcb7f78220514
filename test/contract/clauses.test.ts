// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { AddressSpaceImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import {
  EBUSY,
  EFAULT,
  EINTR,
  EINVAL,
  ENOMEM,
  EPERM,
  LIVELOCK,
  type ReturnCode,
} from '../../mm/errno';
import { StateKind } from '../../mm/page-states';
import { Ask } from '../../mm/range';
import { Ending, type InnerAttempt } from '../../mm/range-record';
import type { Clause } from '../../oracle/contract/clause';
import { returnsAnAnswer } from '../../oracle/contract/clauses/return-codes';
import { restartKeepsRequests } from '../../oracle/contract/clauses/unlocked';
import { failsForWhoAsked } from '../../oracle/contract/clauses/who-asked';
import { RANGE_FAULT_VIOLATIONS, VIOLATIONS } from '../../oracle/contract/registry';
import type { SideRun } from '../../oracle/contract/side-run';
import type { SideName } from '../../oracle/run/side-names';
import { event, page, vma } from '../support/build';
import { ALL_MET, FRAME, OWNER } from '../support/met';
import { type Given, ranOn, runOn } from './runs';

/* What clauses say of a record: made by hand, as no right side leaves most of them. */

function broken(clause: Clause, run: SideRun): readonly number[] {
  const pages: number[] = [];
  clause.check(run, (at) => pages.push(at));
  return pages;
}

function violation(id: string) {
  const found = VIOLATIONS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no violation ${id}`);
  return found;
}

describe('an answer', () => {
  type Mm = Parameters<typeof runOn>[0];

  function isOne(ret: ReturnCode, mm: Mm = {}, parts: Given = {}, faulted?: number): boolean {
    const run = runOn({ vmas: [vma(0, 8)], ...mm }, parts);
    run.record.ret = ret;
    if (faulted !== undefined) {
      for (let at = 0; at <= faulted; at++) run.record.faults.add(at, false);
    }
    const pages = broken(returnsAnAnswer, run);
    if (pages.length > 0) expect(pages).toEqual([0]);
    return pages.length === 0;
  }

  const unlocked = (timeout: number): Given => ({
    ...{ side: 'modern-7.3', range: { call: { timeout } } },
  });
  const empty: Given = { asks: '' };

  it.each([0, EPERM, EFAULT] as const)('%i is one for a range with pages', (ret) => {
    expect([isOne(ret), isOne(ret, {}, empty)]).toEqual([true, false]);
  });

  it('-EINVAL is one for an empty range', () => {
    expect([isOne(EINVAL), isOne(EINVAL, {}, empty)]).toEqual([false, true]);
  });

  it('-EBUSY is one where the caller starts again, or has a timeout', () => {
    expect([isOne(EBUSY), isOne(EBUSY, {}, unlocked(0)), isOne(EBUSY, {}, unlocked(1))]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it.each([
    ['in time', [0, 3], [], [true, false, true]],
    ['too late', [0, 4], [], [false, true, true]],
    ['long before its end', [0, 4, 5], [], [false, false, false]],
    ['in time again after a lock drop', [0, 3, 6], ['stale', 'lock-dropped'], [true, false, true]],
    ['in time after one', [2, 5, 6], ['lock-dropped', 'stale'], [true, false, true]],
    ['too late after one', [2, 5, 9], ['lock-dropped', 'stale'], [false, true, true]],
    ['early, in a call that began late', [2, 5], [], [true, false, true]],
    ['where the call did', [2], [], [true, false, true]],
  ] as const)('its last attempt began %s: 0, -EBUSY, -EINTR', (_, times, ends, expected) => {
    const answers = ([0, EBUSY, EINTR] as const).map((ret) => {
      const run = runOn({ vmas: [vma(0, 8)], ...killed }, unlocked(3));
      run.record.ret = ret;
      run.record.attempts = times.map((time, index) => ({
        ...{ sequence: 0, time, walks: 1, stoppedAt: 0, end: ends[index] ?? 'stale' },
      }));
      return broken(returnsAnAnswer, run).length === 0;
    });
    expect(answers).toEqual(expected);
  });

  it('no end is one where page faults never do anything, and no signal is one there', () => {
    const never: Mm = { noProgress: new Map([[page(0), Number.POSITIVE_INFINITY]]) };
    const later: Mm = { noProgress: new Map([[page(0), 3]]) };
    expect([isOne(LIVELOCK, never), isOne(LIVELOCK, later)]).toEqual([true, false]);
    expect([isOne(EINTR, never), isOne(EINTR, never, unlocked(1))]).toEqual([false, false]);
  });

  it('a short time can be over, and what has two reasons to be wrong is so once', () => {
    const run = runOn({ vmas: [vma(0, 8)] }, unlocked(1));
    run.record.attempts = [0, 2].map((time) => ({
      ...{ sequence: 0, time, walks: 1, stoppedAt: 0, end: 'stale' },
    }));
    run.record.ret = EBUSY;
    expect(broken(returnsAnAnswer, run)).toEqual([]);
    run.record.ret = LIVELOCK;
    expect(broken(returnsAnAnswer, run)).toEqual([0]);
  });

  it('no time is over without a timeout', () => {
    const run = runOn({ vmas: [vma(0, 8)] }, unlocked(0));
    run.record.attempts = [0, 100].map((time) => ({
      ...{ sequence: 0, time, walks: 1, stoppedAt: 0, end: 'stale' },
    }));
    expect(broken(returnsAnAnswer, run)).toEqual([]);
  });

  const killed = { events: [event(1, { killed: true })] };
  const drops = (times: number): Mm => ({
    lockDrops: new Map([[page(0), { result: 'retry', times } as const]]),
  });

  it('-EINTR is one for a fatal signal, of a call that takes the lock itself', () => {
    expect([
      isOne(EINTR, killed),
      isOne(EINTR, killed, unlocked(0)),
      isOne(EINTR, { events: [event(1, { invalidate: true })] }, unlocked(0)),
      isOne(EINTR, drops(Number.POSITIVE_INFINITY), unlocked(0)),
    ]).toEqual([false, true, false, false]);
  });

  it('none is one only where a page fault drops the lock each time', () => {
    const endless = drops(Number.POSITIVE_INFINITY);
    expect([
      isOne(LIVELOCK),
      isOne(LIVELOCK, endless),
      isOne(LIVELOCK, endless, unlocked(0)),
      isOne(LIVELOCK, drops(2), unlocked(0)),
      isOne(LIVELOCK, {}, unlocked(0)),
      isOne(LIVELOCK, killed, unlocked(0)),
    ]).toEqual([false, false, true, false, false, false]);
  });

  it('-ENOMEM is one since 7.3 if the last page fault ran out of memory', () => {
    const oom = { faultErrors: new Map([[page(1), 'oom' as const]]) };
    const at: Given = { side: 'modern-7.3' };
    expect([
      isOne(ENOMEM, oom, at, 1),
      isOne(ENOMEM, oom, at, 0),
      isOne(ENOMEM, oom, at, 2),
      isOne(ENOMEM, oom, at),
      isOne(ENOMEM, { faultErrors: new Map([[page(1), 'sigbus']]) }, at, 1),
      isOne(ENOMEM, oom, { side: 'modern-6.18' }, 1),
      isOne(ENOMEM, oom, { ...at, asks: '' }),
      isOne(LIVELOCK, oom, at, 1),
    ]).toEqual([true, false, false, false, false, false, false, false]);
  });

  it('-ENOMEM is none where that page fault cannot drop the lock that its caller keeps', () => {
    const oom = { faultErrors: new Map([[page(1), 'oom' as const]]) };
    const failing = (result: 'retry' | 'completed', at: number, parts: Given) => {
      const lockDrops = new Map([[page(at), { result, times: 1 }]]);
      return isOne(ENOMEM, { ...oom, lockDrops }, parts, 1);
    };
    const kept: Given = { side: 'modern-7.3' };
    expect([
      failing('retry', 1, kept),
      failing('retry', 0, kept),
      failing('completed', 1, kept),
      failing('retry', 1, unlocked(0)),
    ]).toEqual([false, true, true, true]);
  });
});

const drops = (result: 'retry' | 'completed'): Partial<AddressSpaceImage> => ({
  lockDrops: new Map([[page(0), { result, times: Number.POSITIVE_INFINITY }]]),
});

it('-EFAULT is no answer since 7.3 where the page fault that failed ran out of memory', () => {
  const isAnswer = (
    side: SideName,
    error: 'oom' | 'sigbus',
    ending: keyof typeof Ending,
    more: Partial<AddressSpaceImage> = {},
  ) => {
    const mm = { vmas: [vma(0, 8)], faultErrors: new Map([[page(0), error]]), ...more };
    const run = runOn(mm, { side });
    run.record.ret = EFAULT;
    run.record.faults.add(0, false);
    run.record.endWalk(Ending[ending], Kind.none, 0, 1);
    const isOne = broken(returnsAnAnswer, run).length === 0;
    run.record.ret = 0;
    expect(broken(returnsAnAnswer, run)).toEqual([]);
    return isOne;
  };
  expect([
    isAnswer('modern-7.3', 'oom', 'faultFailed'),
    isAnswer('modern-7.3', 'sigbus', 'faultFailed'),
    isAnswer('modern-7.3', 'oom', 'impossible'),
    isAnswer('modern-6.18', 'oom', 'faultFailed'),
    // It would have to drop the lock, which its caller keeps, before it needs memory; afterwards is too late.
    isAnswer('modern-7.3', 'oom', 'faultFailed', drops('retry')),
    isAnswer('modern-7.3', 'oom', 'faultFailed', drops('completed')),
  ]).toEqual([false, true, true, true, true, false]);
});

it('a page fault that failed to a kernel failed, although it does not here', () => {
  const run = runOn({ vmas: [vma(0, 8)] }, { asks: 'r..' });
  run.record.ret = EFAULT;
  for (const at of [0, 1]) run.record.faults.add(at, false);
  run.record.endWalk(Ending.faultFailed, Kind.none, 0, 3);
  expect(broken(failsForWhoAsked, run)).toEqual([1]);
});

describe('a call that starts again by itself', () => {
  const attempt = (stoppedAt: number): InnerAttempt => ({
    ...{ sequence: 0, time: 0, walks: 1, stoppedAt, end: 'stale' },
  });

  function started(asks: string, mask: Ask = Ask.all): SideRun {
    const run = runOn(
      { vmas: [vma(0, 8)] },
      { side: 'modern-7.3', asks, range: { mask, call: { timeout: 0 } } },
    );
    run.record.attempts = [attempt(1), attempt(3), attempt(2), attempt(4)];
    return run;
  }

  it('does what one call may, and each page counts once', () => {
    const run = started('r.r.');
    run.record.faults.add(1, false);
    run.record.faults.add(1, true);
    run.record.faults.add(2, true);
    run.record.ret = EBUSY;
    expect(broken(restartKeepsRequests, run)).toEqual([1, 2]);
  });

  it('provides what was asked for if it succeeds, and only then', () => {
    const run = started('rrw.');
    run.side.states.kinds.fill(StateKind.none, 0, 4);
    run.side.states.kinds[1] = StateKind.read;
    run.side.states.kinds[2] = StateKind.read;
    run.record.ret = 0;
    expect(broken(restartKeepsRequests, run)).toEqual([0, 2]);
    run.record.ret = EBUSY;
    expect(broken(restartKeepsRequests, run)).toEqual([]);
  });

  it('may do what is known of one call', () => {
    const run = started('r...');
    run.record.ret = EBUSY;
    for (const at of [0, 1, 2, 3]) run.record.faults.add(at, false);
    expect(broken(restartKeepsRequests, run)).toEqual([1, 2, 3]);
    run.record.endWalk(Ending.faulted, Kind.none, 0, 3);
    run.lookAnew();
    expect(broken(restartKeepsRequests, run)).toEqual([3]);
  });

  describe('asks again for what it has put out', () => {
    const { explains } = violation('restart-keeps-requests.output-asks-again');

    it.each([
      ['in a piece that begins there', [2, 4], 3, true],
      ['up to the end of that piece', [2, 4], 4, false],
      ['from its start on', [2, 4], 1, false],
      ['at its start', [2, 4], 2, true],
      ['not in one that begins after it', [3, 5], 3, false],
    ] as const)('%s', (_, [first, stop], at, is) => {
      const run = started('.....');
      run.record.endWalk(Ending.faulted, Kind.none, first, stop);
      expect(explains(run, at)).toBe(is);
    });

    it('never with a mask of 0, and not in the first attempt', () => {
      const run = started('.....', Ask.nothing);
      run.record.endWalk(Ending.faulted, Kind.none, 0, 5);
      expect(explains(run, 1)).toBe(false);
      const once = started('.....');
      once.record.attempts = [attempt(3)];
      once.record.endWalk(Ending.faulted, Kind.none, 0, 5);
      expect(explains(once, 1)).toBe(false);
      once.record.attempts = [];
      expect(explains(once, 1)).toBe(false);
      once.record.attempts = [attempt(1), attempt(3)];
      expect(explains(once, 1)).toBe(true);
    });
  });

  describe('asks less where its output says less', () => {
    const { explains } = violation('restart-keeps-requests.output-asks-less');

    interface Left {
      readonly kind: StateKind;
      readonly mask: Ask;
      readonly defaults: Ask;
      readonly ret: ReturnCode;
      readonly asks: string;
    }

    it.each<readonly [string, Partial<Left>, number, boolean]>([
      ['a page that it has put out', {}, 2, true],
      ['no page that it has not', {}, 3, false],
      ['no page that is writable', { kind: StateKind.write }, 2, false],
      ['no page that is missing', { kind: StateKind.none }, 2, false],
      ['none with a mask of 0', { mask: Ask.nothing, defaults: Ask.write }, 2, false],
      ['none if it fails', { ret: EFAULT }, 2, false],
      ['none that is to be read', { asks: 'rrrrr' }, 2, false],
    ])('%s', (_, parts, at, is) => {
      const usual: Left = {
        kind: StateKind.read,
        mask: Ask.all,
        defaults: Ask.nothing,
        ret: 0,
        asks: 'wwwww',
      };
      const { kind, mask, ret, asks, defaults } = { ...usual, ...parts };
      const run = runOn(
        { vmas: [vma(0, 8)] },
        { side: 'modern-7.3', asks, range: { mask, defaults, call: { timeout: 0 } } },
      );
      run.record.attempts = [attempt(1), attempt(3), attempt(2), attempt(4)];
      run.record.ret = ret;
      run.side.states.kinds.fill(kind, 0, 5);
      expect(explains(run, at)).toBe(is);
    });
  });
});

describe('what is known of device memory, of exclusive pages, and of markers', () => {
  const metNamed = (name: string) => {
    const found = ALL_MET.find((one) => one.name === name);
    if (found === undefined) throw new Error(`nothing is ${name}`);
    return found.mm;
  };
  const run = (name: string, side: SideName): SideRun =>
    ranOn(metNamed(name), { side, range: { owner: OWNER } });

  it.each<readonly [string, SideName, string, boolean]>([
    ['error-is-final.other-private-pmd', 'modern-6.18', 'pmd-other-device-private', true],
    ['error-is-final.other-private-pmd', 'modern-6.18', 'pmd-own-device-private', false],
    ['error-is-final.other-private-pmd', 'modern-6.12', 'pmd-other-device-private', false],
    ['mapped-is-valid.own-private-pmd', 'modern-6.12', 'pmd-own-device-private', true],
    ['mapped-is-valid.own-private-pmd', 'modern-6.12', 'pmd-other-device-private', false],
    ['mapped-is-valid.own-private-pmd', 'modern-6.18', 'pmd-own-device-private', false],
    ['efault-is-final.private-pmd', 'modern-6.12', 'pmd-own-device-private', true],
    ['efault-is-final.private-pmd', 'modern-6.12', 'pmd-other-device-private', true],
    ['efault-is-final.private-pmd', 'modern-6.18', 'pmd-other-device-private', false],
    ['efault-is-final.private-pmd', 'modern-6.12', 'pmd-nonpresent', false],
    ['efault-is-final.device-exclusive', 'modern', 'pte-device-exclusive', true],
    ['efault-is-final.device-exclusive', 'modern-5.14', 'pte-device-exclusive', false],
    ['efault-is-final.device-exclusive', 'modern', 'pte-hwpoison', false],
    ['efault-is-final.other-device-private', 'modern', 'pte-other-device-private', true],
    ['efault-is-final.other-device-private', 'modern', 'pte-own-device-private', false],
    ['efault-is-final.other-device-private', 'modern-5.19', 'pte-other-device-private', false],
    ['efault-is-final.other-device-private', 'modern', 'pte-swap', false],
    ['efault-is-final.devmap-pte', 'modern-5.14', 'pte-devmap', true],
    ['efault-is-final.devmap-pte', 'modern-6.1', 'pte-devmap', false],
    ['efault-is-final.devmap-pte', 'modern-5.14', 'pte-special', false],
    ['mapped-is-valid.devmap-pte', 'modern-5.14', 'pte-devmap', true],
    ['mapped-is-valid.devmap-pte', 'modern-6.1', 'pte-devmap', false],
    ['efault-is-final.uffd-wp-marker', 'modern-5.17', 'pte-uffd-wp-marker', true],
    ['efault-is-final.uffd-wp-marker', 'modern-5.19', 'pte-uffd-wp-marker', false],
    ['efault-is-final.uffd-wp-marker', 'modern-5.17', 'pte-guard-marker', false],
    ['fault-can-help.other-marker', 'modern-6.1', 'pte-poison-marker', true],
    ['fault-can-help.other-marker', 'modern-6.1', 'pte-guard-marker', true],
    ['fault-can-help.other-marker', 'modern-6.1', 'pte-uffd-wp-marker', false],
    ['fault-can-help.other-marker', 'modern-6.1', 'pte-hwpoison', false],
    ['fault-can-help.other-marker', 'modern-6.19', 'pte-poison-marker', false],
  ])('%s explains for %s %s: %s', (id, side, name, is) => {
    expect(violation(id).explains(run(name, side), 0)).toBe(is);
  });

  describe('pfn-is-mapped.own-private-pmd', () => {
    const { explains } = violation('pfn-is-mapped.own-private-pmd');
    const inside = (first: number, name: string, side: SideName, vmaFirst = 0): SideRun => {
      const mm = { ...metNamed(name), vmas: [vma(vmaFirst, 1024)] };
      return ranOn(mm, { first, asks: '....', side, range: { owner: OWNER } });
    };

    it('explains the frames from the start of the huge page on', () => {
      const own = inside(5, 'pmd-own-device-private', 'modern-6.18');
      const { states } = own.side;
      expect([0, 3].map((at) => states.pfn(at))).toEqual([FRAME, FRAME + 3]);
      expect([0, 3].map((at) => explains(own, at))).toEqual([true, true]);
      states.pfns[0] = FRAME + 1;
      expect(explains(own, 0)).toBe(false);
    });

    it('explains them where a VMA begins in it', () => {
      const own = inside(4, 'pmd-own-device-private', 'modern-6.18', 6);
      expect(own.side.states.pfn(2)).toBe(FRAME);
      expect(explains(own, 2)).toBe(true);
    });

    it('explains nothing of another entry, or of another release', () => {
      const huge = inside(5, 'pmd-huge', 'modern-6.18');
      huge.side.states.pfns[0] = FRAME;
      expect(explains(huge, 0)).toBe(false);
      const before = inside(5, 'pmd-own-device-private', 'modern-6.12');
      before.side.states.pfns[0] = FRAME;
      expect(explains(before, 0)).toBe(false);
    });
  });
});

it('a call of hmm_range_fault() can show all violations but those of restarts within a call', () => {
  const shown = RANGE_FAULT_VIOLATIONS.map(({ id }) => id);
  const others = VIOLATIONS.map(({ id }) => id).filter((id) => !shown.includes(id));
  expect(shown.length + others.length).toBe(VIOLATIONS.length);
  expect([...new Set(others.map((id) => id.split('.')[0]))]).toEqual(['restart-keeps-requests']);
});
