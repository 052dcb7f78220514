// SPDX-License-Identifier: GPL-2.0-or-later
import { availableParallelism } from 'node:os';

/** How many threads there are if nobody says how many. */
export function defaultJobs(): number {
  return availableParallelism();
}
