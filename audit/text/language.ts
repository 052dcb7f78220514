// SPDX-License-Identifier: GPL-2.0-or-later
import type { CodeView } from './code/view';

/** How to read a file of this name; undefined if no rule can say anything about it. */
export function languageOf(name: string | undefined): CodeView['language'] | undefined {
  const base = name?.replace(/^.*\//, '') ?? '';
  const extension = /\.(\w+)$/.exec(base)?.[1]?.toLowerCase();
  switch (extension) {
    case 'c':
    case 'h':
    case 'cc':
    case 'cpp':
    case 'inc':
      return 'c';
    case 'rst':
    case 'txt':
    case 'md':
      return 'prose';
    default:
      // A diff whose file a reviewer cut away is most likely of C.
      return base === '' || base === '<stdin>' || base === '<stream>' ? 'c' : undefined;
  }
}
