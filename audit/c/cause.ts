// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../mm/page-states';
import { originName } from '../../oracle/compare/origin';
import { stateName } from '../../oracle/run/result';
import { type CaseResult, MAP_VRAM, MAP_WRITE, ReportedKind } from './case-result';
import type { Named } from './named';
import type { Observation, PageAspect, VersionResults } from './observation';
import type { KnownDifferences, PreparedCase, Preparer } from './prepare';
import { VERSIONS, type Version } from './version';

/** Names what a scenario shows; a page that no known difference explains names its own cause. */
export function nameAll(
  prepared: PreparedCase,
  results: VersionResults,
  observations: readonly Observation[],
  preparer: Preparer,
): readonly Named[] {
  if (observations.length === 0) return [];
  const known = preparer.known(prepared.scenario);
  const { owner } = preparer.asked(prepared.scenario).range;
  const origins = preparer.after.record.origins;
  return observations.map((observation) => {
    const page = 'page' in observation ? observation.page : null;
    return {
      cause: causeOf(prepared, results, observation),
      known: knownOf(observation, known),
      origin: page === null ? null : originName(origins[page] ?? 0, owner),
      end: endOf(observation),
    };
  });
}

/**
 * What the range faults reported differently cannot be converted alike: neither on that page, nor,
 * where the whole range is given up for it, at all. What one version does by itself has no excuse.
 */
function knownOf(observation: Observation, { pages, first }: KnownDifferences): string | null {
  if (observation.kind === 'page') return pages.get(observation.page) ?? null;
  return observation.kind === 'refused' ? first : null;
}

function endOf(observation: Observation): Named['end'] {
  if (observation.kind === 'warned') return 'warned';
  if (observation.kind !== 'ended') return 'none';
  return observation.slow ? 'slow' : 'crashed';
}

function causeOf(
  prepared: PreparedCase,
  results: VersionResults,
  observation: Observation,
): string {
  switch (observation.kind) {
    case 'page': {
      const { page, aspect } = observation;
      const [before, after] = aspectNames(aspect, results, page);
      return `${ASPECT_NAMES[aspect]}: ${before} before, ${after} after${given(prepared, page)}`;
    }
    case 'asked': {
      const { before, after } = observation;
      return `request: hmm_range_fault() is asked for ${before} before, ${after} after`;
    }
    case 'refused':
      return `the range is given up: ${VERSIONS.map((version) => refusal(version, results)).join(', ')}`;
    case 'ungranted': {
      const { version, page, what } = observation;
      const thing = what === 'page' ? 'maps an entry that is no page' : 'maps a page for writing';
      const state = stateName(stateAt(prepared.states[version], page));
      return `${version}: ${thing} (the range fault gave ${state})`;
    }
    case 'unwritten': {
      const { version, page } = observation;
      const missing = results[version].kind(page) === ReportedKind.missing;
      const what = missing ? 'a page is not reported' : 'output from memory nobody wrote';
      return `${version}: ${what}`;
    }
    case 'ended':
      return `${observation.version}: ${withoutNumbers(observation.text)}`;
    case 'warned':
      return `${observation.version}: ${observation.text}`;
  }
}

const ASPECT_NAMES = {
  mapped: 'mapped otherwise',
  aperture: 'another memory',
  address: 'another address',
  write: 'right to write',
  word: 'another word',
} as const;

/** As much of both outcomes as the aspect is about: one mistake shall have few causes. */
function aspectNames(aspect: PageAspect, results: VersionResults, page: number): readonly string[] {
  return VERSIONS.map((version) => aspectName(aspect, results[version], page));
}

function aspectName(aspect: PageAspect, result: CaseResult, page: number): string {
  const flags = result.flags(page);
  switch (aspect) {
    case 'mapped':
      return result.kind(page) === ReportedKind.mapped ? 'a page' : caseOutcomeName(result, page);
    case 'write':
      return (flags & MAP_WRITE) !== 0 ? 'read-write' : 'read-only';
    case 'word':
      return 'one';
    case 'aperture':
    case 'address':
      return (flags & MAP_VRAM) !== 0 ? 'VRAM' : 'system memory';
  }
}

/** What the device gets for a page, without its address. */
export function caseOutcomeName(result: CaseResult, page: number): string {
  switch (result.kind(page)) {
    case ReportedKind.none:
      return 'nothing';
    case ReportedKind.error:
      return 'an error';
    case ReportedKind.raw:
      return 'a word';
    case ReportedKind.mapped: {
      const flags = result.flags(page);
      const where = (flags & MAP_VRAM) !== 0 ? 'VRAM' : 'system';
      return `${where} ${(flags & MAP_WRITE) !== 0 ? 'read-write' : 'read-only'}`;
    }
    case ReportedKind.missing:
      return 'not reported';
    default:
      return 'memory nobody wrote';
  }
}

/** The states that the range faults gave, where they are not alike. */
function given({ states }: PreparedCase, page: number): string {
  const before = stateName(stateAt(states.before, page));
  const after = stateName(stateAt(states.after, page));
  return before === after ? '' : ` (the range faults gave ${before} before, ${after} after)`;
}

/** The state of a page, of its number. */
export function stateAt(states: Uint8Array, page: number): StateKind {
  const kind = states[page];
  return Object.values(StateKind).find((one) => one === kind) ?? StateKind.malformed;
}

function refusal(version: Version, results: VersionResults): string {
  const { refused } = results[version];
  return `${refused === 0 ? 'not' : `with ${refused}`} ${version}`;
}

/** Sizes and addresses change from scenario to scenario; lines of the source do not. */
export function withoutNumbers(text: string): string {
  return text
    .replace(/0x[0-9a-f]+/g, '0x…')
    .replace(/\d{1,20} bytes/g, '… bytes')
    .replace(/(index|exponent) -?\d+/g, '$1 …');
}
