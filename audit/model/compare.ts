// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageOutcome } from '../../drivers/conversion';
import { returnName } from '../../oracle/run/result';
import type { WindowRun } from './version-run';

type VersionName = 'before' | 'after';

/** One thing in which a port differs, or that one version should not do. */
export type PortDifference =
  /** The window ends otherwise: mapped, failed, refused, out of time. */
  | { readonly aspect: 'end' }
  /** The conversion is of another number of pages than the window. */
  | { readonly aspect: 'length'; readonly version: VersionName }
  /** Mapped or not, reported or not. */
  | { readonly aspect: 'mapped'; readonly page: number }
  | { readonly aspect: 'aperture'; readonly page: number }
  /** Another page frame. */
  | { readonly aspect: 'frame'; readonly page: number }
  | { readonly aspect: 'write'; readonly page: number }
  /** The consumer gets another entry, which means the same to it. */
  | { readonly aspect: 'entry'; readonly page: number }
  /** What one version makes of a page by itself: an entry that is none. */
  | { readonly aspect: 'garbage'; readonly page: number; readonly version: VersionName }
  /** One version uses an entry that grants no page. */
  | { readonly aspect: 'unconditional-page'; readonly page: number; readonly version: VersionName }
  /** One version maps another frame of system memory than the word names, by its release's layout. */
  | { readonly aspect: 'wrong-frame'; readonly page: number; readonly version: VersionName }
  /** One version maps for writing a page whose word lets it be read only. */
  | { readonly aspect: 'write-not-granted'; readonly page: number; readonly version: VersionName };

/** Compares what two versions made of one window; pages only if both have got that far. */
export function compareRuns(before: WindowRun, after: WindowRun): readonly PortDifference[] {
  const found: PortDifference[] = [];
  if (endName(before) !== endName(after)) found.push({ aspect: 'end' });
  checkVersion('before', before, found);
  checkVersion('after', after, found);
  const left = convertedPages(before);
  const right = convertedPages(after);
  if (left === undefined || right === undefined) return found;
  for (let page = 0; page < before.words.length; page++) {
    const one = left[page];
    const other = right[page];
    if (one === undefined || other === undefined) continue;
    const aspect = differingAspect(one, other);
    if (aspect !== undefined) found.push({ aspect, page });
  }
  return found;
}

/**
 * Whether conversions were compared at all: both versions have converted the window. Where one of
 * them fails or refuses, something may differ, and nothing is said of any conversion.
 */
export function isCompared(before: WindowRun, after: WindowRun): boolean {
  return convertedPages(before) !== undefined && convertedPages(after) !== undefined;
}

/** Whether two differences are about the same thing, whatever its values. */
export function isAbout(one: PortDifference, other: PortDifference): boolean {
  if (one.aspect !== other.aspect) return false;
  if ('page' in one && 'page' in other && one.page !== other.page) return false;
  return !('version' in one && 'version' in other) || one.version === other.version;
}

/** How a window ends, in a word. */
export function endName({ end, conversion }: WindowRun): string {
  switch (end.kind) {
    case 'failed':
      return String(returnName(end.ret));
    case 'sent-back':
      return '-EAGAIN';
    case 'gave-up':
    case 'out-of-time':
      return 'out-of-time';
    case 'spins':
      return 'spins';
    case 'done':
      return conversion?.kind === 'refused' ? conversion.code : 'converted';
  }
}

/** What was made of the pages; undefined if the window did not get that far. */
export function convertedPages({ conversion }: WindowRun): readonly PageOutcome[] | undefined {
  return conversion?.kind === 'converted' ? conversion.pages : undefined;
}

/** The first thing in which two outcomes differ, the gravest first. */
function differingAspect(
  one: PageOutcome,
  other: PageOutcome,
): 'mapped' | 'aperture' | 'frame' | 'write' | 'entry' | undefined {
  if (one.kind !== other.kind) return 'mapped';
  if (one.kind === 'told' && other.kind === 'told' && one.text !== other.text) return 'mapped';
  if (one.kind === 'mapped' && other.kind === 'mapped') {
    if (one.aperture !== other.aperture) return 'aperture';
    if (one.page !== other.page) return 'frame';
    if (one.write !== other.write) return 'write';
    if (one.pageTableWord !== other.pageTableWord) return 'entry';
  }
  return one.entry === other.entry ? undefined : 'entry';
}

function checkVersion(version: VersionName, run: WindowRun, found: PortDifference[]): void {
  const pages = convertedPages(run);
  if (pages === undefined) return;
  if (pages.length !== run.words.length) found.push({ aspect: 'length', version });
  for (let page = 0; page < pages.length; page++) {
    const outcome = pages[page];
    if (outcome?.kind === 'garbage') found.push({ aspect: 'garbage', version, page });
    if (outcome?.kind !== 'mapped') continue;
    const mapping = run.mappings[page] ?? null;
    if (mapping === null) {
      found.push({ aspect: 'unconditional-page', version, page });
      continue;
    }
    if (outcome.aperture === 'system' && outcome.page !== mapping.pfn) {
      found.push({ aspect: 'wrong-frame', version, page });
    }
    if (outcome.write && !mapping.write) {
      found.push({ aspect: 'write-not-granted', version, page });
    }
  }
}
