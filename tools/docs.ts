// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOC_PAGES, TOP_PAGES } from './pages';
import { SCHEMA_FILES } from './schemas';

/*
 * Writes the pages of docs/ and the schemas of schema/ that are made from the code. With --check it
 * writes nothing, and fails if one of them is not what the code makes.
 */
const FOLDERS = { docs: DOC_PAGES, schema: SCHEMA_FILES, '.': TOP_PAGES } as const;

const check = process.argv.includes('--check');
for (const [folder, files] of Object.entries(FOLDERS)) {
  for (const [name, make] of Object.entries(files)) {
    const file = join(__dirname, '..', folder, name);
    const text = make();
    if (!check) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } else if (readFileSync(file, 'utf8') !== text) {
      console.error(`${folder}/${name} is not what the code makes: run npm run docs`);
      process.exitCode = 1;
    }
  }
}
