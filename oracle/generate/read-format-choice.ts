// SPDX-License-Identifier: GPL-2.0-or-later
import { Check } from 'typebox/schema';
import { LegacyFormat } from '../../legacy/format';
import { firstProblem } from '../scenario/explain';
import { type Place, refuse } from '../scenario/input-error';
import { hex } from '../scenario/json';
import { sharedFormat } from '../scenario/read';
import { LegacySchema } from '../scenario/schema';
import type { ConstraintsWithoutFormat, FormatChoice, ScenarioConstraints } from './constraints';
import {
  FORMAT_NAMES,
  type FormatName,
  type FormatSource,
  formatSource,
  NO_FORMAT,
} from './format-choice';

/**
 * The formats that a constraint names.
 * @throws InputError if it names none.
 */
export function readFormatChoice(
  legacy: NonNullable<ScenarioConstraints['legacy']> | ConstraintsWithoutFormat['legacy'],
  place: Place,
): FormatSource | typeof NO_FORMAT {
  if (legacy === false) return NO_FORMAT;
  if (!isList(legacy)) return formatSource([readChoice(legacy, place, 'legacy')]);
  if (legacy.length > 0) {
    return formatSource(legacy.map((one, index) => readChoice(one, place, `legacy[${index}]`)));
  }
  return refuse(place, { field: 'legacy', expected: 'at least one format', got: legacy });
}

function isList(value: FormatChoice | readonly FormatChoice[]): value is readonly FormatChoice[] {
  return Array.isArray(value);
}

function readChoice(choice: FormatChoice, place: Place, field: string): FormatName | LegacyFormat {
  if (typeof choice === 'string') {
    if (FORMAT_NAMES.includes(choice)) return choice;
    const expected = `one of ${FORMAT_NAMES.join(' ')}, or a format`;
    return refuse(place, { field, expected, got: choice });
  }
  return readFormat(choice, place, field);
}

/**
 * A format that is given as such, or by its fields: words as bigints, or as a document has them.
 * @throws InputError for the first field that is wrong.
 */
export function readFormat(format: unknown, place: Place, field: string): LegacyFormat {
  if (format instanceof LegacyFormat) return format;
  const document = withWordsAsText(format);
  if (Check(LegacySchema, document)) return sharedFormat(document);
  const problem = firstProblem(LegacySchema, document, field);
  return refuse(place, problem ?? { field, expected: 'a legacy format', got: format });
}

/** Any bigints as a document has them, two levels deep; what is neither is left for the schema. */
function withWordsAsText(format: unknown): unknown {
  return mapFields(format, (part) =>
    mapFields(part, (word) => (typeof word === 'bigint' ? hex(word) : word)),
  );
}

function mapFields(value: unknown, change: (field: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, change(field)]));
}
