// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Check } from 'typebox/schema';
import { fieldPath, type Problem, show } from './input-error';
import { nearNames } from './near';

/**
 * The first thing in which a value breaks its schema, in the order of the schema's fields, or
 * undefined if it breaks nothing. This runs only after a check has failed.
 *
 * A union is entered by the fields that tell its members apart (`level` and `is` of an entry), so
 * that a wrong field is named itself, not the union around it.
 */
export function firstProblem(
  schema: Type.TSchema,
  value: unknown,
  field = '',
): Problem | undefined {
  if (Type.IsUnion(schema)) return problemOfUnion(schema, value, field);
  if (Type.IsObject(schema)) return problemOfObject(schema, value, field);
  if (Type.IsRecord(schema)) return problemOfRecord(schema, value, field);
  if (Type.IsArray(schema)) return problemOfArray(schema, value, field);
  return Check(schema, value) ? undefined : misfit(schema, value, field);
}

function problemOfObject(schema: Type.TObject, value: unknown, field: string): Problem | undefined {
  if (!isObject(value)) return misfit(schema, value, field);
  const names = Object.keys(schema.properties);
  const isClosed = 'additionalProperties' in schema && schema.additionalProperties === false;
  for (const key of isClosed ? Object.keys(value) : []) {
    if (names.includes(key)) continue;
    // A name of two letters is part of too many others to be meant.
    const [near] = nearNames(
      key,
      names.filter(({ length }) => length > 2),
    );
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    const expected = `no field of this name (${describe(schema)} has ${names.join(', ')}${hint})`;
    return { field: fieldPath(field, key), expected, got: value[key] };
  }
  for (const [key, part] of Object.entries(schema.properties)) {
    const path = fieldPath(field, key);
    if (value[key] === undefined) {
      if (!Type.IsOptional(part)) return misfit(part, undefined, path);
    } else {
      const problem = firstProblem(part, value[key], path);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function problemOfUnion(schema: Type.TUnion, value: unknown, field: string): Problem | undefined {
  if (Check(schema, value)) return undefined;
  if (!isObject(value)) return misfit(schema, value, field);
  let members = schema.anyOf.filter(Type.IsObject);
  const chosen: string[] = [];
  for (const key of Object.keys(members[0]?.properties ?? {})) {
    const literals = members.map((member) => literalOf(member.properties[key]));
    if (literals.includes(undefined)) continue;
    const matching = members.filter((_, index) => literals[index] === value[key]);
    if (matching.length === 0) {
      const where = chosen.length === 0 ? '' : ` (at ${chosen.join(', ')})`;
      const expected = `one of ${[...new Set(literals)].join(' ')}${where}`;
      return { field: fieldPath(field, key), expected, got: value[key] };
    }
    members = matching;
    chosen.push(`${key} ${literalOf(matching[0]?.properties[key])}`);
  }
  // The one that has all fields of the value is meant, if there is one.
  const names = Object.keys(value);
  const member =
    members.find(({ properties }) => names.every((name) => Object.hasOwn(properties, name))) ??
    members[0];
  return member === undefined ? misfit(schema, value, field) : firstProblem(member, value, field);
}

function problemOfRecord(schema: Type.TRecord, value: unknown, field: string): Problem | undefined {
  if (!isObject(value)) return misfit(schema, value, field);
  const [part = {}] = Object.values(schema.patternProperties);
  const keys = 'propertyNames' in schema ? schema.propertyNames : {};
  for (const [key, item] of Object.entries(value)) {
    const path = `${field}[${show(key)}]`;
    if (Type.IsSchema(keys) && !Check(keys, key)) {
      return { field: path, expected: `${describe(keys)} as its key`, got: key };
    }
    const problem = firstProblem(part, item, path);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfArray(schema: Type.TArray, value: unknown, field: string): Problem | undefined {
  if (!Array.isArray(value)) return misfit(schema, value, field);
  for (let index = 0; index < value.length; index++) {
    const problem = firstProblem(schema.items, value[index], `${field}[${index}]`);
    if (problem !== undefined) return problem;
  }
  const least = 'minItems' in schema ? Number(schema.minItems) : 0;
  return value.length < least ? misfit(schema, value, field) : undefined;
}

function misfit(schema: Type.TSchema, got: unknown, field: string): Problem {
  return { field, expected: describe(schema), got };
}

const PLAIN_KINDS: readonly (readonly [is: (schema: unknown) => boolean, name: string])[] = [
  [Type.IsString, 'a string'],
  [Type.IsBoolean, 'true or false'],
  [Type.IsNull, 'null'],
  [Type.IsArray, 'an array'],
  [Type.IsRecord, 'an object'],
  [Type.IsTuple, 'an array'],
  [Type.IsObject, 'an object'],
];

function describe(schema: Type.TSchema): string {
  if ('description' in schema && typeof schema.description === 'string') return schema.description;
  if (Type.IsLiteral(schema)) return show(schema.const);
  if (Type.IsEnum(schema)) return `one of ${schema.enum.join(' ')}`;
  if (Type.IsUnion(schema)) return [...new Set(schema.anyOf.map(describe))].join(' or ');
  return PLAIN_KINDS.find(([is]) => is(schema))?.[1] ?? 'something else';
}

function literalOf(schema: Type.TSchema | undefined): unknown {
  return Type.IsLiteral(schema) ? schema.const : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
