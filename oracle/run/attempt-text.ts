// SPDX-License-Identifier: GPL-2.0-or-later
import type { InnerEnd } from '../../mm/range-record';
import type { AttemptDocument } from '../scenario/document';

const ENDS: Readonly<Record<InnerEnd, string>> = {
  done: 'succeeds',
  stale: 'the sequence is stale: again from the start',
  'lock-dropped': 'a page fault dropped the mmap lock: again from the start',
  'timed-out': 'the time is over: -EBUSY',
  interrupted: 'a fatal signal: -EINTR',
  failed: 'fails',
  endless: 'would go on forever',
};

/** An inner attempt for a person, in one line; `none` for one that there was not. */
export function attemptText(attempt: AttemptDocument | undefined): string {
  if (attempt === undefined) return 'none';
  const { sequence, time, walks, stoppedAt, end } = attempt;
  const walked = `${walks} ${walks === 1 ? 'walk' : 'walks'}, output below page ${stoppedAt}`;
  return `at jiffy ${time}, after ${times(sequence)}: ${walked}; ${ENDS[end]}`;
}

function times(sequence: number): string {
  return sequence === 1 ? '1 invalidation' : `${sequence} invalidations`;
}
