// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { Check } from 'typebox/schema';
import { packageFile } from '../package/files';
import { firstProblem } from '../scenario/explain';
import { refuse } from '../scenario/input-error';
import { parseJsonFile } from '../scenario/json';
import { CLOSED, count } from '../scenario/schema-entries';
import type { FamilyCounts } from './family-counts';

/** Where the expected counts are: a file a family. `npm run counts` writes them. */
export const COUNTS_FOLDER = packageFile('fixtures', 'counts');

const Counts = Type.Record(Type.String(), count(0));

const FamilyCountsSchema = Type.Object(
  {
    family: Type.String(),
    size: count(1),
    pairs: Type.Record(
      Type.String(),
      Type.Object({ equal: count(0), differences: Counts, incomparable: Counts }, CLOSED),
    ),
    sides: Type.Record(Type.String(), Counts),
  },
  { ...CLOSED, description: 'the expected counts of a family' },
);

/** Where the expected counts of a family stand. */
export function countsFile(family: string, folder = COUNTS_FOLDER): string {
  return join(folder, `${family}.json`);
}

/**
 * The expected counts of a family; undefined if there are none of it.
 * @throws InputError if the file is damaged.
 */
export function expectedCounts(family: string, folder = COUNTS_FOLDER): FamilyCounts | undefined {
  const file = countsFile(family, folder);
  if (!existsSync(file)) return undefined;
  const value = parseJsonFile(readFileSync(file), file);
  if (Check(FamilyCountsSchema, value)) return value;
  const problem = firstProblem(FamilyCountsSchema, value);
  return refuse({ file }, problem ?? { field: '', expected: 'counts of a family', got: value });
}
