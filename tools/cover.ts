// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { vectorFiles } from '../cli/options';
import { DEFAULT_PREFIX } from '../corpus/formats/c-types';
import type { GenerateOptions } from '../corpus/generate';

/** Where the covering corpus is. */
export const COVER_FOLDER = join(__dirname, '..', 'fixtures', 'cover');

/** What the corpus in fixtures/cover/ is made with: `fixtures generate --cover` in all forms. */
export function coverOptions(): GenerateOptions {
  return {
    seed: 1,
    profile: 'small',
    sides: ['v5.7', 'legacy', 'modern', 'modern-6.1', 'modern-6.12'],
    count: undefined,
    only: [],
    search: 0,
    vectors: vectorFiles(undefined),
    formats: ['jsonl', 'c', 'kunit', 'tap'],
    prefix: DEFAULT_PREFIX,
    limit: 8 * 2 ** 20,
    force: true,
  };
}
