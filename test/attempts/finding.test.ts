// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AskLevel } from '../../drivers/asked';
import {
  type AttemptFinding,
  causeId,
  comesFromDestroyedInput,
  describeFinding,
  isMistake,
  isWrongByItself,
} from '../../drivers/attempts/finding';

const FOREVER = { kind: 'no-end-while-invalidated', reason: 'during-call' } as const;
const ALONE = { kind: 'no-end-alone', reason: 'no-pages', endedBy: 'deadline' } as const;
const INNOCENT = { destroyedInput: false, silently: false } as const;

/** A finding, the end of its id, what it says, and whether it is from destroyed input, a mistake, wrong in any loop. */
const ROWS: readonly (readonly [AttemptFinding, string, string, boolean, boolean, boolean])[] = [
  [
    { kind: 'request-lost', from: AskLevel.write, to: AskLevel.read },
    'request-lost/write-to-read',
    'the first attempt requests write, the last read, and write is not granted',
    ...([true, true, false] as const),
  ],
  [
    { kind: 'request-grew-none-to-read', consequence: 'no-effect' },
    'request-grew-none-to-read/no-effect',
    'the page already satisfies it',
    ...([true, false, false] as const),
  ],
  [
    { kind: 'request-grew-none-to-write', consequence: 'wait' },
    'request-grew-none-to-write/wait',
    'the call waits for a migrating page that was not requested',
    ...([true, true, false] as const),
  ],
  [
    { kind: 'request-grew-read-to-write', consequence: 'permission-denied' },
    'request-grew-read-to-write/permission-denied',
    'the call fails with -EPERM, because of access that was not requested',
    ...([true, true, false] as const),
  ],
  [
    { kind: 'stale-used', why: 'not-checked' },
    'stale-used/not-checked',
    'a page is mapped that was taken away after the call: nobody checks the sequence',
    ...([false, true, true] as const),
  ],
  [
    { kind: 'stale-used', why: 'sequence-read-later' },
    'stale-used/sequence-read-later',
    'a page is mapped that was taken away: the sequence that is checked was read after that',
    ...([false, true, true] as const),
  ],
  [
    { ...FOREVER, endedBy: 'count', destroyedInput: false },
    'no-end-while-invalidated/during-call',
    'every call is invalidated and returns -EBUSY',
    ...([false, false, false] as const),
  ],
  [
    { ...FOREVER, endedBy: 'signal', destroyedInput: true },
    'no-end-while-invalidated/during-call/signal-only/destroyed-input',
    'every call is invalidated and returns -EBUSY, and only a fatal signal ends the loop, because of the requests left in the array',
    ...([true, false, false] as const),
  ],
  [
    { ...FOREVER, reason: 'before-check', endedBy: 'nothing', destroyedInput: false },
    'no-end-while-invalidated/before-check/without-bound',
    'every check under the lock finds the sequence stale, and nothing ends the loop',
    ...([false, true, true] as const),
  ],
  [
    { ...ALONE, ...INNOCENT },
    'no-end-alone/no-pages',
    'every call succeeds and returns 0 pages',
    ...([false, true, false] as const),
  ],
  [
    { ...ALONE, ...INNOCENT, reason: 'own-fault', endedBy: 'nothing', silently: true },
    'no-end-alone/own-fault/without-bound/silent-changes',
    'a fault by the call itself invalidates the range, and other threads undo what it did, as others change entries without invalidating, and nothing ends the loop',
    ...([false, false, false] as const),
  ],
  [
    { ...ALONE, reason: 'old-sequence', destroyedInput: true, silently: true },
    'no-end-alone/old-sequence/silent-changes/destroyed-input',
    'the sequence is never read anew: after one invalidation every call returns -EBUSY at once, as others change entries without invalidating, because of the requests left in the array',
    ...([true, false, true] as const),
  ],
  [
    { ...ALONE, ...INNOCENT, reason: 'livelock', endedBy: 'signal' },
    'no-end-alone/livelock',
    'one call walks again and again, and no time limit applies inside it',
    ...([false, true, false] as const),
  ],
];

describe.each(ROWS)('%o', (finding, id, text, fromDestroyedInput, mistake, wrongByItself) => {
  it('has this id and says this', () => {
    expect(causeId('xe', finding)).toBe(`xe/${id}`);
    expect(describeFinding(finding)).toBe(text);
  });

  it('is judged so', () => {
    expect([
      comesFromDestroyedInput(finding),
      isMistake(finding),
      isWrongByItself(finding),
    ]).toEqual([fromDestroyedInput, mistake, wrongByItself]);
  });
});
