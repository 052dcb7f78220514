// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverVersion } from '../../../drivers/conversion';
import { CHANGED_SINCE, isBefore, type KernelVersion } from '../../../modern/revision';
import { endName } from '../compare';
import type { KnownCause } from '../shown';

/** What a later release does otherwise, whatever the driver: a page fault without memory. */
export const OUT_OF_MEMORY: KnownCause = {
  id: 'release/out-of-memory',
  title:
    'a page fault that runs out of memory fails the call with -ENOMEM, and no longer with -EFAULT',
  why: `${CHANGED_SINCE.outOfMemoryReported} passes on what the page fault returned.`,
  effect: 'A driver that takes -EFAULT for a bad address no longer does so for a lack of memory.',
  explains: ({ difference, because, before, after, pair }) =>
    difference.aspect === 'end' &&
    because === null &&
    endName(before) === '-EFAULT' &&
    endName(after) === '-ENOMEM' &&
    isBefore(releaseOf(pair.before), CHANGED_SINCE.outOfMemoryReported) &&
    !isBefore(releaseOf(pair.after), CHANGED_SINCE.outOfMemoryReported),
};

/** The release whose range fault a version calls; the customizable format is older than all. */
function releaseOf({ format }: DriverVersion): KernelVersion {
  return format.kind === 'fixed' ? (format.revision ?? '5.8') : '5.7';
}
