// SPDX-License-Identifier: GPL-2.0-or-later

/** A kernel release that Debian has, by its first two numbers, and the suites that may have it, best first. */
export interface KernelRelease {
  readonly series: string;
  readonly suites: readonly string[];
}

/**
 * The releases that the models are compared with. A suite that has a release itself comes before one that may
 * have but a candidate of it. 5.7 and 5.8, whose formats the project is about, are in no suite any more:
 * `--tree` takes their files from any folder.
 */
export const KERNEL_RELEASES: readonly KernelRelease[] = [
  { series: '5.10', suites: ['bullseye'] },
  { series: '6.1', suites: ['bookworm'] },
  { series: '6.12', suites: ['trixie', 'bookworm-backports'] },
  { series: '7.2', suites: ['forky', 'sid', 'trixie-backports'] },
  { series: '7.3', suites: ['sid', 'trixie-backports', 'experimental'] },
];

/** Whether a package, such as `7.3~rc7-1~exp1`, is of a candidate: what the release itself does may differ. */
export function isCandidate(version: string): boolean {
  return /~rc\d/.test(version);
}
