// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownLoopCause } from '../loops';
import type { KnownCause } from '../shown';

/** A port of a loop that goes on retrying with the same array brings this with it. */
export const DESTROYED_REQUESTS: KnownCause = {
  id: 'loop/destroyed-requests',
  title: 'a page is mapped differently after a retry with requests overwritten by output',
  why:
    '-EBUSY is retried with the same array, in which output of the last attempt has replaced the ' +
    'requests. In the old format that output has the valid bit for entries with empty CPU flags, ' +
    'in the new one it does not, so the second attempt requests something else.',
  effect:
    'Both versions may fault pages that nobody requested; they differ in which ones. Rewriting the ' +
    'requests before each attempt makes both versions agree.',
  explains: ({ pair, because, before, after }) =>
    because === 'destroyed-requests' &&
    Math.max(before.attempts, after.attempts) > 1 &&
    pair.before.loop.rewrites !== 'requests' &&
    pair.after.loop.rewrites !== 'requests',
};

/** What happens in both loops if neither rewrites its requests. */
export const DESTROYED_IN_BOTH: KnownLoopCause = {
  id: 'loop/destroyed-requests',
  title:
    'a later attempt requests something else than the first: -EBUSY is retried with the same array',
  why:
    'Neither version writes its requests again before the next attempt. The VALID and WRITE ' +
    'bits of the output that the interrupted call left are the requests of the next one.',
  effect:
    'Read requests turn into writes (copy-on-write is broken, -EPERM in read-only VMAs), and a page ' +
    'that was not requested is faulted. A request can only get lost where the entry grants less ' +
    'than was requested.',
  is: ({ before, after, fromDestroyedInput }) => fromDestroyedInput && before > 0 && after > 0,
};

/** A loop that tried again on 0 pages cannot do so any more. */
export const NO_PAGES: KnownCause = {
  id: 'loop/no-pages',
  title: 'success with 0 pages used to be retried; there is no page count any more',
  why:
    'v5.7 returned the number of pages handled, which was too low where a call ended in a hole; ' +
    'since then the call returns 0 or an error.',
  effect: 'None: the old loop ran into its time limit, the new one proceeds.',
  explains: ({ because, before }) => because === 'no-pages-retry' && before.attempts > 1,
};
