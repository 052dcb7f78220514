// SPDX-License-Identifier: GPL-2.0-or-later

/* `hmm_range_fault_unlocked_timeout()` of 7.3: what documents say of it, and what the model does. */
import { describe, expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { EBUSY } from '../../mm/errno';
import { RangeRecord } from '../../mm/range-record';
import { faultUnlocked } from '../../modern/unlocked-call';
import { Judge, shownIds } from '../../oracle/campaign/judge';
import { resultOf } from '../../oracle/run/result';
import { writeResult } from '../../oracle/run/result-text';
import { Runner, requireFormat, requireProfile } from '../../oracle/run/runner';
import type { ModelName } from '../../oracle/run/side-names';
import { TextBytes } from '../../oracle/run/text-bytes';
import type { ResultDocument } from '../../oracle/scenario/document';
import { readScenario } from '../../oracle/scenario/read';
import { writeScenario } from '../../oracle/scenario/write';
import { loaded, request, vma } from '../support/build';

const PLACE = { file: 'unlocked' };
const at = (page: number): string => `0x7f000000${page}000`;
const pte = (page: number, is: string, fields: object = {}): object => ({
  ...{ at: at(page), level: 'pte', is },
  ...fields,
});
const WRITABLE = pte(0, 'present', { pfn: '0x2000', write: true });
const READ_ONLY = pte(0, 'present', { pfn: '0x2000', write: false });

interface Parts {
  readonly version?: 1 | 2;
  readonly call?: string;
  readonly timeout?: number;
  readonly flags?: readonly string[];
  readonly entries?: readonly object[];
  readonly lockDrops?: object;
  readonly faultErrors?: object;
  readonly noProgress?: object;
  readonly range?: object;
  readonly events?: readonly object[];
}

/** Two pages of an anonymous VMA, read by default. */
function documentOf(parts: Parts): object {
  const {
    version = 2,
    entries = [],
    lockDrops,
    faultErrors,
    noProgress,
    events,
    timeout,
    call,
  } = parts;
  const vma = { start: at(0), end: '0x7f0000200000', backing: 'anon' };
  return {
    ...{ schema: `hmm-scenario/${version}`, id: 'unlocked' },
    mm: {
      ...{ nextPfn: '0x100000', zeroPfn: '0x1', entries },
      vmas: [{ ...vma, flags: parts.flags ?? ['read', 'write'] }],
      ...(lockDrops === undefined ? {} : { lockDrops }),
      ...(faultErrors === undefined ? {} : { faultErrors }),
      ...(noProgress === undefined ? {} : { noProgress }),
    },
    range: {
      ...{ start: at(0), end: at(2), default: 'r', mask: '.', requests: '2.', owner: 0 },
      ...parts.range,
    },
    ...(call === undefined ? { call: 'unlocked' } : call === '' ? {} : { call }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(events === undefined ? {} : { events }),
  };
}

function resultsOf(parts: Parts, side: ModelName = 'modern-7.3'): ResultDocument {
  const runner = Runner.of([side]);
  runner.run(readScenario(documentOf(parts), PLACE));
  const [only] = runner.sides;
  if (only === undefined) throw new Error('no side');
  const result = resultOf(only);
  if (!('ret' in result)) throw new Error('no result');
  const bytes = new TextBytes();
  const paused = [...writeResult(only, bytes)];
  expect(paused).toEqual([]);
  expect(JSON.parse(bytes.takeText())).toEqual(result);
  return result;
}

const endsOf = ({ attempts }: ResultDocument): unknown => attempts?.map(({ end }) => end);

describe('a document with the call', () => {
  const full: Parts = {
    timeout: 5,
    lockDrops: { [at(0)]: { result: 'retry', times: 2 }, [at(1)]: { result: 'completed' } },
    events: [{ beforeWalk: 2, invalidate: true, elapsed: 3, killed: true }],
  };

  it('is written as it was read', () => {
    const document = documentOf(full);
    expect(writeScenario(readScenario(document, PLACE))).toEqual(document);
  });

  it.each([
    ['a negative timeout', { timeout: -1 }, 'timeout'],
    ['a timeout beyond what 32 bits compare', { timeout: 2 ** 31 }, 'timeout'],
    ['another entry point', { call: 'locked' }, 'call'],
    ['version 1', { version: 1 }, 'call: expected none: it is a field since hmm-scenario/2'],
    ['a timeout without the call', { call: '', timeout: 1 }, 'timeout: expected none without call'],
    ['time without it', { call: '', events: [{ beforeWalk: 1, elapsed: 1 }] }, 'events[0].elapsed'],
    ['a signal without it', { call: '', events: [{ beforeWalk: 1, killed: true }] }, '.killed'],
    ['no time that elapses', { events: [{ beforeWalk: 1, elapsed: 0 }] }, 'events[0].elapsed'],
    [
      'more time in all than a clock has',
      { events: [1, 2].map((beforeWalk) => ({ beforeWalk, elapsed: 2 ** 30 })) },
      'jiffies that elapse in all',
    ],
    ['a lock drop of another kind', { lockDrops: { [at(0)]: { result: 'sigbus' } } }, 'result'],
    ['one that never comes', { lockDrops: { [at(0)]: { result: 'retry', times: 0 } } }, 'times'],
    ['one of no page', { lockDrops: { '0x1': { result: 'retry' } } }, 'mm.lockDrops'],
  ] as const)('is refused with %s', (_, parts, field) => {
    const read = (): unknown => readScenario(documentOf(parts as Parts), PLACE);
    expect(read).toThrow(field);
  });

  it('is refused for sides without it, by name and release', () => {
    const scenario = readScenario(documentOf({}), PLACE);
    const refused = (): void => requireFormat(scenario, ['modern-6.16', 'modern-7.3'], PLACE);
    expect(refused).toThrow('modern-6.16 (release 6.16) has no hmm_range_fault_unlocked_timeout()');
    expect(() => requireFormat(scenario, ['modern-7.3', 'modern-7.3-32'], PLACE)).not.toThrow();
    expect(() => requireProfile('unlocked', ['v5.7', 'modern-7.3'])).toThrow('got v5.7 (up to');
    expect(() => requireProfile('mixed', ['v5.7'])).not.toThrow();
  });

  it('passes for no other call on a side that was asked all the same', () => {
    const runner = Runner.of(['modern-6.16']);
    runner.run(readScenario(documentOf({}), PLACE));
    expect(runner.sides[0]?.failure?.message).toContain('calls hmm_range_fault()');
  });
});

describe('the call', () => {
  it('is one attempt if nothing comes between', () => {
    const { ret, walks, attempts } = resultsOf({});
    expect({ ret, walks }).toEqual({ ret: 0, walks: 2 });
    expect(attempts).toEqual([{ sequence: 0, time: 0, walks: 2, stoppedAt: 2, end: 'done' }]);
  });

  it('begins again from the start after an invalidation, which is no -EBUSY', () => {
    const result = resultsOf({ events: [{ beforeWalk: 2, invalidate: true }] });
    expect(result).toMatchObject({ ret: 0, walks: 2 });
    expect(endsOf(result)).toEqual(['stale', 'done']);
  });

  it('begins again after a fault that dropped the lock: retry has done nothing, completed all', () => {
    const drop = (result: string): Parts => ({ lockDrops: { [at(0)]: { result, times: 1 } } });
    const retried = resultsOf(drop('retry'));
    expect(retried.faults).toEqual([
      { at: at(0), pages: 1, write: false },
      { at: at(0), pages: 2, write: false },
    ]);
    const completed = resultsOf(drop('completed'));
    expect(completed.faults).toEqual([{ at: at(0), pages: 2, write: false }]);
    expect([endsOf(retried), endsOf(completed)]).toEqual([
      ['lock-dropped', 'done'],
      ['lock-dropped', 'done'],
    ]);
  });

  it('returns -EBUSY when its time is over, but has all of it again after a lock drop', () => {
    const events = [1, 2, 3].map((beforeWalk) => ({ beforeWalk, invalidate: true, elapsed: 2 }));
    const late = resultsOf({ timeout: 3, events });
    expect(late).toMatchObject({ ret: '-EBUSY', walks: 1 });
    expect(endsOf(late)).toEqual(['stale', 'stale', 'timed-out']);
    const lockDrops = { [at(0)]: { result: 'retry', times: 1 } };
    expect(resultsOf({ timeout: 3, events: events.slice(0, 2), lockDrops }).ret).toBe(0);
    expect(resultsOf({ timeout: 0, events }).ret).toBe(0);
  });

  it('has put nothing out in an attempt that never began to walk, whatever the one before did', () => {
    const runner = Runner.of(['modern-7.3']);
    const origins = (elapsed: number): readonly (number | undefined)[] => {
      const events = [{ beforeWalk: 2, invalidate: true, elapsed }];
      const late = { timeout: 3, events, entries: [WRITABLE] };
      runner.run(readScenario(documentOf(late), PLACE));
      const [only] = runner.sides;
      return [only?.record.attempts.length, only?.record.origins[0]].map(
        (one) => one && one & 0x1f,
      );
    };
    expect(origins(3)).toEqual([2, Kind.ptePresent]);
    expect(origins(4)).toEqual([2, Kind.untouched]);
  });

  it('is stopped where an attempt is stale for no reason, as the next one would be, too', () => {
    const space = loaded({ vmas: [vma(0, 1)] });
    const record = new RangeRecord();
    const stale = (): void => {
      record.ret = EBUSY;
    };
    const call = { timeout: 0 };
    expect(() => faultUnlocked(space, record, request(0, 'r'), call, stale)).toThrow(
      'an attempt is stale, and nothing was invalidated since it began',
    );
    expect([record.inAttempts, space.unlocked]).toEqual([false, null]);
  });

  it('returns -EINTR for a fatal signal: at the lock, or after a fault that dropped it', () => {
    const events = [{ beforeWalk: 1, invalidate: true, killed: true }];
    expect(endsOf(resultsOf({ events }))).toEqual(['stale', 'interrupted']);
    const [{ invalidate: _, ...killed } = { beforeWalk: 1 }] = events;
    const dropped = resultsOf({
      events: [killed],
      lockDrops: { [at(0)]: { result: 'completed' } },
    });
    expect(dropped).toMatchObject({ ret: '-EINTR', walks: 1 });
    expect(endsOf(dropped)).toEqual(['interrupted']);
    expect(resultsOf({ events: [killed] }).ret).toBe(0);
  });

  it('never ends if a fault drops the lock each time, whatever its timeout', () => {
    const lockDrops = { [at(1)]: { result: 'retry' } };
    const result = resultsOf({ timeout: 1, lockDrops });
    expect(result).toMatchObject({ ret: 'livelock' });
    expect(endsOf(result)).toEqual(['lock-dropped', 'lock-dropped', 'lock-dropped']);
    const helped = [{ beforeWalk: 3, entries: [pte(1, 'present', { pfn: '0x3000' })] }];
    expect(resultsOf({ lockDrops, events: helped }).ret).toBe(0);
  });

  it('never ends if a page fault never gets further within an attempt', () => {
    const result = resultsOf({ noProgress: { [at(1)]: {} } });
    expect(result).toMatchObject({ ret: 'livelock' });
    expect(endsOf(result)).toEqual(['endless']);
  });

  it('fails as hmm_range_fault() does', () => {
    const faultErrors = { [at(1)]: 'oom' };
    expect(resultsOf({ faultErrors }).ret).toBe('-ENOMEM');
    expect(endsOf(resultsOf({ faultErrors }))).toEqual(['failed']);
    expect(resultsOf({ flags: ['read'], range: { default: 'w' } }).ret).toBe('-EPERM');
    expect(resultsOf({ range: { end: at(0), requests: '' } }).ret).toBe('-EINVAL');
  });
});

describe('requests that the restart takes from its own output', () => {
  const GROWN: Parts = {
    entries: [WRITABLE, pte(1, 'swap')],
    range: { default: '.', mask: 'w', requests: '.r' },
    events: [{ beforeWalk: 2, invalidate: true, entries: [READ_ONLY] }],
  };
  const shown = (parts: Parts): readonly string[] => {
    const judge = new Judge(Runner.of(['modern-7.3']));
    return shownIds(judge.judge(readScenario(documentOf(parts), PLACE)));
  };

  it('grow: a page that nobody asked for is write-faulted', () => {
    const { faults, pfns } = resultsOf(GROWN);
    expect(faults.at(-1)).toEqual({ at: at(0), pages: 2, write: true });
    expect(pfns).toEqual(['0xc000000000100001', '0xc000000000100002']);
    expect(shown(GROWN)).toEqual(['restart-keeps-requests.output-asks-again']);
  });

  it('make the call fail for a page that nobody asked for', () => {
    const events = [{ beforeWalk: 2, invalidate: true, entries: [pte(0, 'none')] }];
    const failing: Parts = { ...GROWN, events, faultErrors: { [at(0)]: 'sigbus' } };
    expect(resultsOf(failing).ret).toBe('-EFAULT');
    expect(shown(failing)).toEqual(['restart-keeps-requests.output-asks-again']);
  });

  it('shrink: the call succeeds without the write that was requested', () => {
    const own = pte(0, 'device-private', { pfn: '0x2000', write: false, owner: 1 });
    const lost: Parts = {
      entries: [own],
      range: { default: '.', mask: 'w', requests: 'wr', owner: 1 },
      events: [{ beforeWalk: 2, invalidate: true, entries: [pte(0, 'none')] }],
    };
    expect(resultsOf(lost)).toMatchObject({ ret: 0 });
    expect(resultsOf(lost).pfns[0]).toBe('0x8000000000000001');
    expect(shown(lost)).toContain('restart-keeps-requests.output-asks-less');
  });

  it('do neither with a mask of 0', () => {
    const masked: Parts = { ...GROWN, range: { default: 'r', mask: '.', requests: '2.' } };
    expect(resultsOf(masked).faults).toEqual([{ at: at(1), pages: 1, write: false }]);
    expect(shown(masked)).toEqual([]);
  });
});
