// SPDX-License-Identifier: GPL-2.0-or-later

/** A kernel release whose sources Debian has, and the suites that may have them, best first. */
export interface TreeRelease {
  readonly series: string;
  readonly suites: readonly string[];
}

/**
 * The releases that the models are compared with. 5.7 and 5.8, whose formats the project is about,
 * are in no suite any more: `--tree` takes their files from any folder.
 */
export const TREE_RELEASES: readonly TreeRelease[] = [
  { series: '5.10', suites: ['bullseye'] },
  { series: '6.1', suites: ['bookworm'] },
  { series: '6.12', suites: ['trixie', 'bookworm-backports'] },
  { series: '7.2', suites: ['forky', 'sid', 'trixie-backports'] },
  { series: '7.3', suites: ['sid', 'experimental'] },
];
