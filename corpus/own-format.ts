// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync } from 'node:fs';
import { Compile } from 'typebox/schema';
import type { LegacyFormat } from '../legacy/format';
import { formatDefects } from '../legacy/format-clauses';
import { KNOWN_FORMATS } from '../legacy/known-formats';
import { sourceName } from '../oracle/scenario/bytes';
import { type JsonDocument, scanDocuments } from '../oracle/scenario/documents';
import { firstProblem } from '../oracle/scenario/explain';
import { InputError, refuse } from '../oracle/scenario/input-error';
import { sharedFormat } from '../oracle/scenario/read';
import type { Scenario } from '../oracle/scenario/scenario';
import { LegacySchema } from '../oracle/scenario/schema';

/** The one customizable format of a corpus, in place of the scenarios' own. */
export interface OwnFormat {
  /** A known format's name, or `own`: part of the ids of random scenarios. */
  readonly name: string;
  readonly format: LegacyFormat;
}

/** The formats that can be named. */
export const KNOWN_FORMAT_NAMES: readonly string[] = Object.keys(KNOWN_FORMATS);

const legacyCheck = Compile(LegacySchema);

/** A scenario with the corpus' own format, if there is one. */
export function inFormat(scenario: Scenario, own: OwnFormat | undefined): Scenario {
  return own === undefined ? scenario : { ...scenario, format: own.format };
}

/**
 * A format by its name, or from a file with the `legacy` of a scenario document, or with a document
 * that has one; `-` is the standard input.
 *
 * @param illFormed whether a format that no driver can rely on is taken.
 * @param unless the option with which it would be.
 * @throws InputError if there is no such file or name, if it holds no format, or an ill-formed one.
 */
export async function ownFormat(
  given: string,
  illFormed: boolean,
  unless?: string,
): Promise<OwnFormat> {
  const known = Object.hasOwn(KNOWN_FORMATS, given) ? KNOWN_FORMATS[given] : undefined;
  const own =
    known === undefined
      ? { name: 'own', format: await formatOfFile(given) }
      : { name: given, format: known };
  const defects = formatDefects(own.format);
  if (defects.length === 0 || illFormed) return own;
  const rules = defects.map(({ id, consequence }) => `${id}: ${consequence}`).join('\n');
  throw new InputError(
    { file: known === undefined ? sourceName(given) : given },
    `expected a well-formed format${unless === undefined ? '' : ` (${unless} takes any)`}, got one that breaks`,
    undefined,
    rules,
  );
}

async function formatOfFile(source: string): Promise<LegacyFormat> {
  const file = sourceName(source);
  if (source !== '-' && !existsSync(source)) {
    const names = KNOWN_FORMAT_NAMES.join(', ');
    throw new InputError({ file }, `expected ${names} or a file with a format, got no such file`);
  }
  let only: JsonDocument | undefined;
  for await (const document of scanDocuments(source)) {
    if ('error' in document) throw document.error;
    if (only !== undefined) throw new InputError(document, 'expected one format, got another one');
    only = document;
  }
  if (only === undefined) throw new InputError({ file }, 'expected a format, got nothing');
  return formatOfDocument(only);
}

function formatOfDocument({ value, ...place }: JsonDocument): LegacyFormat {
  const isNested = typeof value === 'object' && value !== null && 'legacy' in value;
  const legacy: unknown = isNested ? value.legacy : value;
  if (legacyCheck.Check(legacy)) return sharedFormat(legacy);
  const field = isNested ? 'legacy' : '';
  const problem = firstProblem(LegacySchema, legacy, field);
  return refuse(place, problem ?? { field, expected: 'a legacy format', got: legacy });
}
