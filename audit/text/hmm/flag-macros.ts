// SPDX-License-Identifier: GPL-2.0-or-later
import { macrosOf } from '../code/macros';
import type { CodeView } from '../code/view';

/**
 * Whether a name is that of a macro of the file that asks its only parameter for flags, VALID not among them, and names
 * nothing else: what else it may ask for is not followed.
 */
export function asksOtherFlags(home: CodeView, name: string): boolean {
  const names = new Set(
    macrosOf(home)
      .get(name)
      ?.match(/\b[A-Za-z_]\w*/g),
  );
  const flags = [...names].filter((one) => /^HMM_PFN_[A-Z]+$/.test(one));
  return flags.length > 0 && !names.has('HMM_PFN_VALID') && names.size === flags.length + 1;
}
