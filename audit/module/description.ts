// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverVersion } from '../../drivers/conversion';
import type { DriverFormat } from '../../drivers/driver';
import type { Loop } from '../../drivers/loop';
import { RELEASE_EXPECTED } from '../../drivers/loop-document';
import { isLoop, loopProblem } from '../../drivers/loop-schema';
import { type LoopTraits, loopOfTraits } from '../../drivers/loop-traits';
import { LegacyFormat, type LegacyRevision } from '../../legacy/format';
import { RELEASES } from '../../modern/revision';
import { isOneOf, ObjectReader, plainCopy, unfit } from './reader';
import { type WordForm, wordOf } from './words';

/** A driver version but for its functions. */
export type VersionDescription = Omit<DriverVersion, 'encode' | 'builds' | 'convert'>;

/** What a module says of a driver, but for the functions. */
export interface Description {
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly before: VersionDescription;
  readonly after: VersionDescription;
}

export const FUNCTIONS = ['encode', 'builds', 'convert'] as const;

const MODULE_KEYS = ['name', 'title', 'before', 'after'];
const VERSION_KEYS = ['id', 'title', 'format', 'windowLimit', 'owner', 'loop'];
/** Of the short form. */
const TRAIT_KEYS = [
  'rebuildsRequests',
  'retriesOnNoPages',
  'checksSequence',
  'setsPolicyAgain',
  'timeLimitMs',
] as const satisfies readonly (keyof LoopTraits)[];
const REVISIONS: readonly LegacyRevision[] = ['v5.7', 'legacy'];

/**
 * Reads what a module exports by default.
 *
 * @param value the export, or its copy from the other process.
 * @param parts `functions` if the functions of the versions must be there; a copy has none.
 * @throws Unfit for the first thing that is missing, of the wrong kind or not known.
 */
export function readDescription(
  value: unknown,
  form: WordForm,
  parts: 'functions' | 'data',
): Description {
  const reader = ObjectReader.of(value, 'default', '{before, after}', MODULE_KEYS);
  const version = (name: 'before' | 'after'): VersionDescription =>
    readVersion(reader.get(name, VERSION), `default.${name}`, form, parts);
  return {
    name: optionalText(reader, 'name'),
    title: optionalText(reader, 'title'),
    before: version('before'),
    after: version('after'),
  };
}

/** A description as JSON can hold it; {@link readDescription} reads it again. */
export function portable({ name, title, before, after }: Description): unknown {
  const version = (one: VersionDescription): unknown => {
    const { format } = one;
    if (format.kind === 'fixed') return one;
    return { ...one, format: { ...format, format: { fields: format.format.fields } } };
  };
  return { name, title, before: version(before), after: version(after) };
}

function optionalText(reader: ObjectReader, name: string): string | undefined {
  return reader.get(name, 'text') === undefined ? undefined : reader.text(name);
}

const VERSION = 'a driver version {id, title, format, encode, builds, convert, …}';

function readVersion(
  value: unknown,
  field: string,
  form: WordForm,
  parts: 'functions' | 'data',
): VersionDescription {
  const functions = parts === 'functions' ? FUNCTIONS : [];
  const reader = ObjectReader.of(value, field, VERSION, [...VERSION_KEYS, ...functions]);
  const description = {
    id: reader.text('id'),
    title: reader.text('title'),
    format: readFormat(reader.get('format', FORMAT), reader.at('format'), form),
    windowLimit: reader.take('windowLimit', 'a number of pages, or null', isLimit),
    owner: reader.take('owner', 'an integer from 0 on', isCount),
    loop: readLoop(reader.get('loop', LOOP), reader.at('loop')),
  };
  for (const name of functions) reader.take(name, 'a function', isFunction);
  return description;
}

const LOOP = `{call, sequence, rewrites, …} or {${TRAIT_KEYS.join(', ')}}`;

/** A loop, in full or in the short form, which each of its keys tells. */
function readLoop(value: unknown, field: string): Loop {
  const reader = ObjectReader.any(value, field, LOOP);
  if (TRAIT_KEYS.some((key) => reader.get(key, LOOP) !== undefined)) {
    return loopOfTraits(readTraits(value, field));
  }
  const plain = plainCopy(value, field);
  const problem = loopProblem(plain, field);
  if (problem !== undefined) unfit(problem.field, problem.expected, problem.got);
  return isLoop(plain) ? plain : unfit(field, LOOP, value);
}

function readTraits(value: unknown, field: string): LoopTraits {
  const short = `{${TRAIT_KEYS.join(', ')}}`;
  const reader = ObjectReader.of(value, field, short, TRAIT_KEYS);
  return {
    rebuildsRequests: reader.flag('rebuildsRequests'),
    retriesOnNoPages: reader.flag('retriesOnNoPages'),
    checksSequence: reader.flag('checksSequence'),
    setsPolicyAgain: reader.flag('setsPolicyAgain'),
    timeLimitMs: reader.take('timeLimitMs', 'a number of milliseconds, or Infinity', isTimeLimit),
  };
}

/** Infinity is how the short form says that a loop has no bound. */
function isTimeLimit(value: unknown): value is number {
  return value === Number.POSITIVE_INFINITY || isCount(value);
}

const FORMAT = "{kind: 'fixed', revision}, or {kind: 'customizable', revision, format}";

function readFormat(value: unknown, field: string, form: WordForm): DriverFormat {
  const reader = ObjectReader.of(value, field, FORMAT, ['kind', 'revision', 'format']);
  const kind = reader.take(
    'kind',
    "'fixed' or 'customizable'",
    isOneOf(['fixed', 'customizable'] as const),
  );
  if (kind === 'fixed') {
    const keys = ['kind', 'revision'];
    const fixed = ObjectReader.of(value, field, "{kind: 'fixed', revision}", keys);
    if (fixed.get('revision', RELEASE_EXPECTED) === undefined) return { kind };
    return { kind, revision: fixed.take('revision', RELEASE_EXPECTED, isOneOf(RELEASES)) };
  }
  const revision = reader.take('revision', "'v5.7' or 'legacy'", isOneOf(REVISIONS));
  const format = reader.get('format', 'a LegacyFormat');
  return { kind, revision, format: readLegacyFormat(format, reader.at('format'), form) };
}

/** Its fields count, not its class: a module may have another copy of this package beside it. */
function readLegacyFormat(value: unknown, field: string, form: WordForm): LegacyFormat {
  const expected = 'new LegacyFormat({flags, values, pfnShift})';
  const given = ObjectReader.any(value, field, expected);
  const at = `${field}.fields`;
  const fields = ObjectReader.of(given.get('fields', expected), at, expected, [
    'flags',
    'values',
    'pfnShift',
  ]);
  const flags = ObjectReader.of(fields.get('flags', expected), `${at}.flags`, '{valid, write}', [
    'valid',
    'write',
  ]);
  const values = ObjectReader.of(
    fields.get('values', expected),
    `${at}.values`,
    '{error, none, special}',
    ['error', 'none', 'special'],
  );
  const pfnShift = fields.take('pfnShift', 'an integer from 0 to 63', isShift);
  return new LegacyFormat({
    flags: { valid: wordOf(flags, 'valid', form), write: wordOf(flags, 'write', form) },
    values: {
      error: wordOf(values, 'error', form),
      none: wordOf(values, 'none', form),
      special: wordOf(values, 'special', form),
    },
    pfnShift,
  });
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isLimit(value: unknown): value is number | null {
  return value === null || (isCount(value) && value > 0);
}

function isShift(value: unknown): value is number {
  return isCount(value) && value <= 63;
}

export function isFunction(value: unknown): value is CallableFunction {
  return typeof value === 'function';
}
