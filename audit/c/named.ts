// SPDX-License-Identifier: GPL-2.0-or-later

/** Something that a trial shows, with the name of its cause: one mistake has few of them. */
export interface Named {
  /** The same for all trials that show it. */
  readonly cause: string;
  /** The known difference of the range faults that explains it; null: it is the driver's. */
  readonly known: string | null;
  /** The entry that the page came from; null where it is about no page. */
  readonly origin: string | null;
  /** How it ended the process that it ran in, if it did. */
  readonly end: 'none' | 'warned' | 'crashed' | 'slow';
}

/** A range fault came to no result, so the driver's code could not be run to its end. */
export interface NoResult {
  readonly kind: 'no result';
  readonly shown: readonly Named[];
}

/** What the end of a process costs: one that does not end, as much time as many that crash (as in `supervise.c`). */
export function costOfEnd(end: Named['end']): number {
  switch (end) {
    case 'none':
    case 'warned':
      return 0;
    case 'crashed':
      return 1;
    case 'slow':
      return 16;
  }
}
