// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PUBLISHED_SCHEMAS } from '../oracle/fixtures/published-schemas';

/* Writes schema/: the JSON Schemas of documents, results and manifests. */
const FOLDER = join(__dirname, '..', 'schema');

mkdirSync(FOLDER, { recursive: true });
for (const [name, make] of Object.entries(PUBLISHED_SCHEMAS)) {
  writeFileSync(join(FOLDER, name), make());
}
