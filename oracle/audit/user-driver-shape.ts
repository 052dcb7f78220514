// SPDX-License-Identifier: GPL-2.0-or-later
import type { Conversion, DriverPair, DriverVersion } from '../../drivers/conversion';
import type { Encoding } from '../../drivers/driver';
import { LegacyFormat } from '../../legacy/format';
import { Ask } from '../../mm/range';
import { type Place, refuse, show } from '../scenario/input-error';
import type { Knowledge } from './known/explanation';

/** What a user's module exports by default. */
export interface Exported extends Pick<DriverPair, 'before' | 'after'> {
  readonly name?: string;
  readonly title?: string;
  readonly known?: Knowledge;
}

/**
 * The driver that a module exports: whether its parts are there. What a compiler has checked is
 * trusted beyond that; of a module that none has seen, each answer of its functions is checked too.
 *
 * @throws InputError for the first part that is not there; the functions of an unchecked driver do
 *   so for an answer that is none.
 */
export function exportedDriver(
  path: string,
  module: unknown,
  types: 'checked' | 'unchecked',
): Exported {
  const place = { file: path };
  const exported = defaultExport(module);
  for (const name of ['before', 'after'] as const) checkVersion(exported, name, place);
  if (!isPair(exported)) {
    return refuse(place, { field: 'default', expected: '{before, after}', got: exported });
  }
  if (types === 'checked') return exported;
  const { before, after } = exported;
  return {
    ...exported,
    before: answering(before, 'default.before', place),
    after: answering(after, 'default.after', place),
  };
}

/** A default export, also that of CommonJS code which was compiled from an ECMAScript module. */
function defaultExport(module: unknown): unknown {
  const exported = field(module, 'default');
  const inner = field(exported, 'default');
  return inner === undefined ? exported : inner;
}

interface Part {
  readonly field: string;
  readonly expected: string;
  fits(value: unknown): boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isAsk = (value: unknown): boolean => Object.values<unknown>(Ask).includes(value);

const VERSION_PARTS: readonly Part[] = [
  { field: 'id', expected: 'a string', fits: isText },
  { field: 'title', expected: 'a string', fits: isText },
  {
    field: 'format',
    expected: "{kind: 'fixed'}, or {kind: 'customizable', revision, format}",
    fits: isFormat,
  },
  {
    field: 'windowLimit',
    expected: 'a number of pages, or null',
    fits: (value) => value === null || (isCount(value) && value !== 0),
  },
  { field: 'owner', expected: 'an integer from 0 on', fits: isCount },
  ...['rebuildsRequests', 'retriesOnNoPages', 'checksSequence', 'setsPolicyAgain'].map((name) => ({
    field: `loop.${name}`,
    expected: 'true or false',
    fits: (value: unknown) => typeof value === 'boolean',
  })),
  { field: 'loop.timeLimitMs', expected: 'a number of milliseconds', fits: isCount },
  { field: 'encode', expected: 'a function', fits: isFunction },
  { field: 'builds', expected: 'a function', fits: isFunction },
  { field: 'convert', expected: 'a function', fits: isFunction },
];

function isFormat(value: unknown): boolean {
  if (field(value, 'kind') === 'fixed') return true;
  const revision = field(value, 'revision');
  const known = revision === 'v5.7' || revision === 'legacy';
  return (
    field(value, 'kind') === 'customizable' &&
    known &&
    field(value, 'format') instanceof LegacyFormat
  );
}

function checkVersion(exported: unknown, name: 'before' | 'after', place: Place): void {
  const version = field(exported, name);
  if (typeof version !== 'object' || version === null) {
    const expected = 'a driver version {id, title, format, encode, builds, convert, …}';
    refuse(place, { field: `default.${name}`, expected, got: version });
  }
  for (const part of VERSION_PARTS) {
    const got = part.field.split('.').reduce(field, version);
    if (part.fits(got)) continue;
    refuse(place, { field: `default.${name}.${part.field}`, expected: part.expected, got });
  }
}

function isPair(value: unknown): value is Exported {
  return field(value, 'before') !== undefined && field(value, 'after') !== undefined;
}

/** The same version, whose answers are looked at. */
function answering(version: DriverVersion, name: string, place: Place): DriverVersion {
  return {
    ...version,
    encode: (accesses) => {
      const encoding = version.encode(accesses);
      if (isEncoding(encoding, accesses.length)) return encoding;
      const expected = `{defaults, mask, asks} with ${accesses.length} asks`;
      return refuse(place, { field: `${name}.encode()`, expected, got: encoding });
    },
    convert: (window) => {
      const conversion = version.convert(window);
      const wrong = wrongOutcome(conversion, window.words.length);
      if (wrong === undefined) return conversion;
      return refuse(place, { field: `${name}.convert()`, ...wrong });
    },
  };
}

function isEncoding(value: Encoding, pages: number): boolean {
  const asks = field(value, 'asks');
  const policy = [field(value, 'defaults'), field(value, 'mask')];
  return Array.isArray(asks) && asks.length === pages && [...policy, ...asks].every(isAsk);
}

const OUTCOMES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  unmapped: [],
  mapped: [
    ['page', 'bigint'],
    ['write', 'boolean'],
    ['aperture', 'string'],
  ],
  told: [['text', 'string']],
  error: [['code', 'string']],
  garbage: [['why', 'string']],
};

function wrongOutcome(
  conversion: Conversion,
  pages: number,
): { readonly expected: string; readonly got: unknown } | undefined {
  if (field(conversion, 'kind') === 'refused' && isText(field(conversion, 'code')))
    return undefined;
  const outcomes = field(conversion, 'pages');
  if (!Array.isArray(outcomes) || outcomes.length !== pages) {
    const expected = `{kind: 'converted', pages} with ${pages} pages, or {kind: 'refused', page, code}`;
    return { expected, got: conversion };
  }
  const wrong = outcomes.find((outcome) => !isOutcome(outcome));
  if (wrong === undefined && !outcomes.includes(undefined)) return undefined;
  const expected = `outcomes of a kind of ${Object.keys(OUTCOMES).join(' ')}, each with its fields`;
  return { expected, got: `${show(wrong)} of kind ${show(field(wrong, 'kind'))}` };
}

function isOutcome(outcome: unknown): boolean {
  const parts = OUTCOMES[String(field(outcome, 'kind'))];
  if (parts === undefined || typeof field(outcome, 'entry') !== 'bigint') return false;
  return parts.every(([name, type]) => typeof field(outcome, name) === type);
}

/** A property, whether it stands in the object itself or is inherited. */
function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Reflect.get(value, name);
}
