// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownLoopCause } from '../loops';
import type { KnownCause } from '../shown';

/** A port of a loop that goes on retrying with the same array brings this with it. */
export const DESTROYED_REQUESTS: KnownCause = {
  id: 'loop/destroyed-requests',
  title: 'a page is mapped otherwise after a retry with requests that output has destroyed',
  why:
    '-EBUSY is tried again with the same array, in which output of the last attempt stands for ' +
    'the requests. The old format’s output has the valid bit for entries with empty CPU flags, ' +
    'the new one’s has not: the second attempt asks another thing.',
  suffers:
    'Both versions may fault what nobody asked for; which pages those are differs. Writing the ' +
    'requests anew before each attempt makes both versions agree.',
  explains: ({ pair, because, before, after }) =>
    because === 'destroyed-requests' &&
    Math.max(before.attempts, after.attempts) > 1 &&
    !pair.before.loop.rebuildsRequests &&
    !pair.after.loop.rebuildsRequests,
};

/** What both loops come to if neither writes its requests anew. */
export const DESTROYED_IN_BOTH: KnownLoopCause = {
  id: 'loop/destroyed-requests',
  title: 'an attempt asks otherwise than the first one: -EBUSY is retried with the same array',
  why:
    'Neither version writes its requests again before the next attempt. The VALID and WRITE ' +
    'bits of the output that the interrupted call left are the requests of the next one.',
  suffers:
    'Read requests turn into writes (copy-on-write is broken, -EPERM in read-only VMAs), and a ' +
    'page that was not asked for is faulted. A request can get lost only where the entry says ' +
    'less than was asked.',
  is: ({ before, after, fromDestroyedInput }) => fromDestroyedInput && before > 0 && after > 0,
};

/** A loop that tried again on 0 pages cannot do so any more. */
export const NO_PAGES: KnownCause = {
  id: 'loop/no-pages',
  title: 'a success with 0 pages was tried again; there is no page count any more',
  why:
    'v5.7 returned how many pages it had handled, which fell short where a call ended in a hole; ' +
    'since then the call returns 0 or an error.',
  suffers: 'Nothing: the old loop ran into its time limit, the new one goes on.',
  explains: ({ because, before }) => because === 'no-pages-retry' && before.attempts > 1,
};
