// SPDX-License-Identifier: GPL-2.0-or-later
import { isBefore, type KernelVersion } from '../../modern/revision';
import type { ReleaseRule } from './release-rule';
import {
  exclusiveWritableAgainRule,
  hugePageMappedRule,
  markerMappedRule,
  sharedMappedWritableRule,
  swappedInWritableRule,
  swappedPageCopiedRule,
  tablesLeftRule,
} from './rules-absent';
import { deviceFolioMappedRule, devmapMappedRule } from './rules-devices';
import {
  frameReusedRule,
  hintingFaultRule,
  hugePageSplitRule,
  hugetlbStaysProtnoneRule,
  hugeZeroPageReplacedRule,
  largeFrameReusedRule,
  writeProtectedRule,
} from './rules-present';

/** What page faults of some releases do otherwise than model.md, in the order in which they are tried. */
export const RELEASE_RULES: readonly ReleaseRule[] = [
  markerMappedRule,
  writeProtectedRule,
  hugetlbStaysProtnoneRule,
  hintingFaultRule,
  hugeZeroPageReplacedRule,
  hugePageSplitRule,
  hugePageMappedRule,
  devmapMappedRule,
  deviceFolioMappedRule,
  sharedMappedWritableRule,
  swappedInWritableRule,
  swappedPageCopiedRule,
  frameReusedRule,
  largeFrameReusedRule,
  exclusiveWritableAgainRule,
];

/** The same of a page fault that fails, as is known beforehand: nothing else is done for it. */
export const FAILED_FAULT_RULES: readonly ReleaseRule[] = [tablesLeftRule];

/** The releases in which a rule holds, in words. */
export function releasesOf({ since, until }: ReleaseRule): string {
  if (since !== undefined) return `since ${since}${until === undefined ? '' : `, until ${until}`}`;
  return until === undefined ? 'all' : `before ${until}`;
}

/** Whether a rule holds in a release. */
export function holdsIn({ since, until }: ReleaseRule, kernel: KernelVersion): boolean {
  if (since !== undefined && isBefore(kernel, since)) return false;
  return until === undefined || isBefore(kernel, until);
}

/** Those that hold in a release. */
export function rulesOf(kernel: KernelVersion): readonly ReleaseRule[] {
  return RELEASE_RULES.filter((rule) => holdsIn(rule, kernel));
}

/** The release that a kernel says it is: `6.1.0-56-amd64` is 6.1. */
export function kernelVersionOf(release: string): KernelVersion {
  const [, major = 0, minor = 0] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  return `${Number(major)}.${Number(minor)}`;
}
