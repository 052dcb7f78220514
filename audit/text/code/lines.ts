// SPDX-License-Identifier: GPL-2.0-or-later
import type { Change } from '../diff/patch';

/** A line of one side of a file, and where to find it. */
export interface CodeLine {
  readonly text: string;
  readonly change: Change | 'whole';
  readonly input: { readonly file: string; readonly line: number };
  /** Its place in the kernel tree, as far as it is known. */
  readonly tree: { readonly file: string | undefined; readonly line: number | undefined };
}
