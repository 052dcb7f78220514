// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES } from './pages';

/* Writes the pages of docs/ that are made from the code. */
for (const [name, text] of Object.entries(PAGES)) {
  writeFileSync(join(__dirname, '..', 'docs', name), text());
}
