// SPDX-License-Identifier: GPL-2.0-or-later
import { notConfinedBy } from '../audit/module/module-process';
import { say } from './print';

/** Says on standard error, before a user's module is loaded, what its processes are not confined by. */
export function sayNotConfined(): void {
  const missing = notConfinedBy();
  if (missing !== undefined) say(`SKIP confinement by ${missing}`);
}
