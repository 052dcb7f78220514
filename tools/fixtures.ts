// SPDX-License-Identifier: GPL-2.0-or-later
import { generateFolder } from '../corpus/generate';
import { generatedText } from '../report/text/fixtures-text';
import { COVER_FOLDER, coverOptions } from './cover';

/*
 * Writes fixtures/cover/: the smallest corpus that was found to reach every cell of the coverage
 * table of each golden side and every known cause, in all forms. It changes when a difference or a
 * violation becomes known, or the generators change.
 */
async function main(): Promise<void> {
  const options = coverOptions();
  const report = await generateFolder(COVER_FOLDER, options, new AbortController().signal);
  console.log(generatedText('fixtures/cover', options, report));
}

main();
