// SPDX-License-Identifier: GPL-2.0-or-later
import type * as fc from 'fast-check';
import type { LegacyFormat, LegacyRevision } from '../legacy/format';
import type { ModernName } from '../modern/revision';
import type { FormatChoice } from '../oracle/generate/constraints';
import { formatArbitrary as formats } from '../oracle/generate/format-arbitrary';
import { formatSource } from '../oracle/generate/format-choice';
import { readFormat } from '../oracle/generate/read-format-choice';
import {
  type LegacyWordState,
  legacyWordArbitrary as legacyWords,
  type ModernWordState,
  modernWordArbitrary as modernWords,
} from '../oracle/generate/word-arbitraries';
import { MODERN_NAMES } from '../oracle/run/side-names';
import type { LegacyDocument } from '../oracle/scenario/document';
import { type Place, refuse } from '../oracle/scenario/input-error';
import { formatDocument } from '../oracle/scenario/write';

/** What formats are restricted to. */
export interface FormatConstraints {
  /** Whether a driver can rely on them (`wellFormed` of `hmm-pfn/formats`); either, if left out. */
  readonly wellFormed?: boolean;
}

/** What output words of a customizable format are restricted to. */
export interface LegacyWordConstraints {
  /** `values[SPECIAL]` is a word of v5.7 only, the default. */
  readonly revision?: LegacyRevision;
  /** What the words are made for; all that a side reports, if left out. */
  readonly states?: readonly LegacyWordState[];
}

/** What output words of the fixed format are restricted to. */
export interface ModernWordConstraints {
  /** The kernel, and how wide its long is; `modern`, 5.8 with 64 bits, if left out. */
  readonly side?: ModernName;
  /** What the words say; all that a side reports, if left out. */
  readonly states?: readonly ModernWordState[];
}

/**
 * Random customizable formats: those of drivers, those with a name for what is special in them, and
 * others. They are plain documents, the field `legacy` of a scenario, and shrink to the simplest with a
 * name.
 *
 * @throws InputError for a constraint that is wrong.
 */
export function formatArbitrary(constraints: FormatConstraints = {}): fc.Arbitrary<LegacyDocument> {
  const place = { file: 'formatArbitrary' };
  onlyFields(constraints, ['wellFormed'], place);
  const { wellFormed } = constraints;
  if (wellFormed !== undefined && typeof wellFormed !== 'boolean') {
    refuse(place, { field: 'wellFormed', expected: 'true or false', got: wellFormed });
  }
  const classes =
    wellFormed === undefined ? BOTH : ([wellFormed ? 'well-formed' : 'ill-formed'] as const);
  return formats(formatSource(classes)).map(formatDocument, readLegacy);
}

/**
 * Random output words of a customizable format: its values, and words of pages. Where the format is
 * ill-formed, one need not be read as what it was made for.
 *
 * @throws InputError for a constraint that is wrong.
 */
export function legacyWordArbitrary(
  format: Exclude<FormatChoice, string>,
  constraints: LegacyWordConstraints = {},
): fc.Arbitrary<bigint> {
  const place = { file: 'legacyWordArbitrary' };
  onlyFields(constraints, ['revision', 'states'], place);
  const revision = oneOf(constraints.revision ?? 'v5.7', ['v5.7', 'legacy'], 'revision', place);
  const known = revision === 'v5.7' ? LEGACY_STATES : LEGACY_STATES.filter(notSpecial);
  const states = someOf(constraints.states ?? known, known, place);
  return legacyWords(readFormat(format, place, 'format'), states);
}

/**
 * Random output words of the fixed format, as a side writes them: none, an error, pages, pfns
 * without a flag; from 5.9 on with the order of the mapping.
 *
 * @throws InputError for a constraint that is wrong.
 */
export function modernWordArbitrary(constraints: ModernWordConstraints = {}): fc.Arbitrary<bigint> {
  const place = { file: 'modernWordArbitrary' };
  onlyFields(constraints, ['side', 'states'], place);
  const side = oneOf(constraints.side ?? 'modern', MODERN_NAMES, 'side', place);
  const states = someOf(constraints.states ?? MODERN_STATES, MODERN_STATES, place);
  return modernWords(side, states);
}

const BOTH = ['well-formed', 'ill-formed'] as const;
const LEGACY_STATES: readonly LegacyWordState[] = ['none', 'error', 'special', 'read', 'write'];
const MODERN_STATES: readonly ModernWordState[] = ['none', 'error', 'read', 'write', 'stray'];

/** @throws InputError for what is no format. */
function readLegacy(value: unknown): LegacyFormat {
  return readFormat(value, { file: 'format' }, '');
}

function notSpecial(state: LegacyWordState): boolean {
  return state !== 'special';
}

function onlyFields(constraints: object, names: readonly string[], place: Place): void {
  for (const [field, got] of Object.entries(constraints)) {
    if (names.includes(field)) continue;
    refuse(place, { field, expected: `no constraint of this name (${names.join(', ')})`, got });
  }
}

function oneOf<Name extends string>(
  given: Name,
  known: readonly Name[],
  field: string,
  place: Place,
): Name {
  if (known.includes(given)) return given;
  return refuse(place, { field, expected: `one of ${known.join(' ')}`, got: given });
}

function someOf<Name extends string>(
  given: readonly Name[],
  known: readonly Name[],
  place: Place,
): readonly Name[] {
  const expected = `a list that is not empty, of ${known.join(' ')}`;
  if (!Array.isArray(given) || given.length === 0) {
    return refuse(place, { field: 'states', expected, got: given });
  }
  for (const [index, state] of given.entries()) {
    if (!known.includes(state)) {
      refuse(place, {
        field: `states[${index}]`,
        expected: `one of ${known.join(' ')}`,
        got: state,
      });
    }
  }
  return given;
}
