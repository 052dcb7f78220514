// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../mm/page-states';
import { type CaseResult, MAP_VRAM, MAP_WRITE, ReportedKind, Status } from './case-result';
import type { PreparedCase } from './prepare';
import { VERSIONS, type Version } from './version';

/** In what two conversions of one page can differ, the gravest first. */
export type PageAspect = 'mapped' | 'aperture' | 'address' | 'write' | 'word';

/** One thing that a scenario shows of a pair of conversions. */
export type Observation =
  /** The device gets something else for a page. */
  | { readonly kind: 'page'; readonly page: number; readonly aspect: PageAspect }
  /** The range faults that the versions call ask for something else. */
  | { readonly kind: 'asked'; readonly before: string; readonly after: string }
  /** One version gives the range up, or with another error. */
  | { readonly kind: 'refused' }
  /** A version maps what the range fault did not give: no page at all, or no right to write. */
  | {
      readonly kind: 'ungranted';
      readonly version: Version;
      readonly page: number;
      readonly what: 'page' | 'write';
    }
  /** A version reports nothing for a page, or something that depends on memory nobody wrote. */
  | { readonly kind: 'unwritten'; readonly version: Version; readonly page: number }
  /** A conversion did not come to its end. */
  | {
      readonly kind: 'ended';
      readonly version: Version;
      readonly text: string;
      /** It took as long as many others together until it was ended. */
      readonly slow: boolean;
    }
  | { readonly kind: 'warned'; readonly version: Version; readonly text: string };

/** What both versions made of one scenario. */
export type VersionResults = Readonly<Record<Version, CaseResult>>;

/** All that a scenario shows; mostly nothing, and then nothing is allocated. */
export function observe(prepared: PreparedCase, results: VersionResults): readonly Observation[] {
  const found: Observation[] = [];
  for (const version of VERSIONS) observeVersion(prepared, version, results[version], found);
  const { before, after } = results;
  if (before.status !== Status.ok || after.status !== Status.ok) return found;
  if (before.refused !== after.refused) found.push({ kind: 'refused' });
  if (before.refused !== 0 || after.refused !== 0) return found;
  for (let page = 0; page < before.pages; page++) {
    if (before.samePage(after, page)) continue;
    const aspect = differingAspect(before, after, page);
    if (aspect !== undefined) found.push({ kind: 'page', page, aspect });
  }
  return found;
}

function observeVersion(
  { states }: PreparedCase,
  version: Version,
  result: CaseResult,
  found: Observation[],
): void {
  if (result.status === Status.notRun) return;
  if (result.status !== Status.ok) {
    const slow = result.status === Status.timeout || result.status === Status.memory;
    found.push({ kind: 'ended', version, text: caseEndText(result), slow });
    return;
  }
  for (const text of result.warnings) found.push({ kind: 'warned', version, text });
  if (result.refused !== 0) return;
  for (let page = 0; page < result.pages; page++) {
    const kind = result.kind(page);
    if (kind === ReportedKind.missing || kind === ReportedKind.unstable) {
      found.push({ kind: 'unwritten', version, page });
    } else if (kind === ReportedKind.mapped) {
      const what = ungranted(result.flags(page), states[version][page]);
      if (what !== undefined) found.push({ kind: 'ungranted', version, page, what });
    }
  }
}

/** What a mapping takes that the range fault's state of the page does not give. */
function ungranted(flags: number, state: number | undefined): 'page' | 'write' | undefined {
  if (state !== StateKind.read && state !== StateKind.write) return 'page';
  return state === StateKind.read && (flags & MAP_WRITE) !== 0 ? 'write' : undefined;
}

/** Pages that were not written are found already, and equal to nothing. */
function differingAspect(
  before: CaseResult,
  after: CaseResult,
  page: number,
): PageAspect | undefined {
  const kinds = [before.kind(page), after.kind(page)];
  if (kinds.includes(ReportedKind.missing) || kinds.includes(ReportedKind.unstable))
    return undefined;
  if (kinds[0] !== kinds[1]) return 'mapped';
  const flags = before.flags(page) ^ after.flags(page);
  if ((flags & MAP_VRAM) !== 0) return 'aperture';
  if (before.value(page) !== after.value(page)) {
    return kinds[0] === ReportedKind.raw ? 'word' : 'address';
  }
  return (flags & MAP_WRITE) !== 0 ? 'write' : undefined;
}

/** How a conversion ended, in one line. */
export function caseEndText(result: CaseResult): string {
  return result.status === Status.sanitizer ? sanitizerText(result.text) : result.text;
}

/** The gist of a sanitizer's report: what, how, and where in the user's code. */
function sanitizerText(report: string): string {
  const undefinedBehaviour = /([^\s:]{1,400}):(\d{1,9}):\d{1,9}: runtime error: (.{1,400})/.exec(
    report,
  );
  if (undefinedBehaviour !== null) {
    const [, file = '', line = '', what = ''] = undefinedBehaviour;
    return `${what} (${baseName(file)}:${line})`;
  }
  const what = /AddressSanitizer:? ([\w-]+)/.exec(report)?.[1];
  if (what === undefined) return report.split('\n')[0] ?? report;
  const access = /^(READ|WRITE) of size (\d+)/m.exec(report);
  const how = access === null ? '' : `, ${access[1]?.toLowerCase()} of ${access[2]} bytes`;
  const where = /#\d+ 0x[0-9a-f]+ in (\w+) ([^\s:]+\.[ch]):(\d+)/.exec(report);
  const place = where === null ? '' : ` (${where[1]}, ${baseName(where[2] ?? '')}:${where[3]})`;
  return `${what}${how}${place}`;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
