// SPDX-License-Identifier: GPL-2.0-or-later
import { AskLevel } from '../../../drivers/asked';
import { NOUVEAU } from '../../../legacy/known-formats';
import { convertedPages } from '../compare';
import type { Shown } from '../shown';
import type { Knowledge } from './explanation';

const PREFETCH_WHY =
  'The GPU’s access code 3 is a prefetch. 5.7 treated it like a read, and requested V; 5.8 has a ' +
  'case for it, and writes 0 into the array: the page is reported as it is.';

const VALUES_ERROR = NOUVEAU.fields.values.error;

/** What is known of the port of nouveau. */
export const NOUVEAU_KNOWLEDGE: Knowledge = {
  settings: [
    {
      id: 'request/prefetch',
      title: 'a prefetch asked for a readable page; now it asks for nothing',
      why: PREFETCH_WHY,
      effect:
        'A prefetched page that is not present is not faulted in: the GPU faults on it again when it ' +
        'is actually accessed. In return, a prefetch can no longer make a window fail.',
      is: ({ access, before, after }) =>
        access === 'prefetch' && before === AskLevel.read && after === AskLevel.nothing,
    },
  ],
  causes: [
    {
      id: 'request/prefetch/not-faulted',
      title: 'a page of a window with a prefetch is mapped as it was, not as after a fault',
      why: `${PREFETCH_WHY} What a fault would have done to the page, and to those after it in the same table, is not done.`,
      effect:
        'A page that used to be mapped is not mapped now: the prefetch has no effect, and the next ' +
        'access faults. A device page that a fault would have moved back stays in VRAM.',
      explains: (shown) => isPrefetch(shown) && 'page' in shown.difference,
    },
    {
      id: 'request/prefetch/window-ends-otherwise',
      title: 'a window with a prefetch fails, or succeeds, where it did not before',
      why: `${PREFETCH_WHY} A page that cannot be faulted (no VMA, poisoned, of another device) made the whole window fail with -EFAULT; if it is not requested, nothing fails.`,
      effect:
        'None: the other pages of the window are mapped, where all of them used to be refused because ' +
        'of a mere hint. Rarely, another error comes first, or a window fails that a retry used to save.',
      explains: (shown) => isPrefetch(shown) && shown.difference.aspect === 'end',
    },
    {
      id: 'entry/error-value',
      title: 'an error entry reached the ioctl as 0xfffffffffffffffe; now as 0',
      why:
        'In 5.7 an entry that decodes to no page was left in the array, which is the one passed to the ' +
        'ioctl; 5.8 writes 0 into a second array for every entry without VALID.',
      effect:
        'None, by luck: bit 0 (V) of the value is clear, so the page is unmapped in both versions. The ' +
        'garbage in the other 63 bits, including W and VRAM, is never evaluated.',
      explains: ({ difference, because, before, after }) => {
        if (difference.aspect !== 'entry' || because !== null) return false;
        const [one, other] = [before, after].map((run) => convertedPages(run)?.[difference.page]);
        if (one?.kind !== 'unmapped' || other?.kind !== 'unmapped') return false;
        return one.entry === VALUES_ERROR && other.entry === 0n;
      },
    },
    {
      id: 'loop/prefetch-and-destroyed-requests',
      title: 'a window with a prefetch is retried with destroyed requests',
      why: 'Both causes together: neither alone explains it, and without both it disappears.',
      effect: 'See request/prefetch and loop/destroyed-requests.',
      explains: (shown) =>
        shown.because === 'request and loop' &&
        shown.window.accesses.includes('prefetch') &&
        Math.max(shown.before.attempts, shown.after.attempts) > 1,
    },
  ],
  loops: [
    {
      id: 'loop/prefetch-grows',
      title: 'a prefetch requests nothing at first, and a read or a write when it is retried',
      why:
        'The new version writes 0 for a prefetch; the output that an attempt leaves there (VALID, ' +
        'WRITE) is the request of the next attempt. The old version requested a read from the start.',
      effect:
        'A hint becomes a demand: the window can fail with -EFAULT or -EPERM, copy-on-write is broken, ' +
        'other pages are faulted; but only if somebody invalidates at that moment.',
      is: ({ before, fromDestroyedInput, becauseOfRequests }) =>
        before === 0 && fromDestroyedInput && becauseOfRequests,
    },
  ],
};

/** The versions differ because of prefetches, and otherwise request the same. */
function isPrefetch({ because, window, before, after }: Shown): boolean {
  if (because !== 'request') return false;
  return window.accesses.every((access, page) => {
    if (before.asked[page] === after.asked[page]) return true;
    const isDropped =
      before.asked[page] === AskLevel.read && after.asked[page] === AskLevel.nothing;
    return access === 'prefetch' && isDropped;
  });
}
