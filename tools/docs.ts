// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES } from './pages';

/*
 * Writes the pages of docs/ that are made from the code. With --check it writes nothing, and fails
 * if one of them is not what the code makes.
 */
const check = process.argv.includes('--check');
for (const [name, make] of Object.entries(PAGES)) {
  const file = join(__dirname, '..', 'docs', name);
  const text = make();
  if (!check) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`docs/${name} is not what the code makes: run npm run docs`);
    process.exitCode = 1;
  }
}
