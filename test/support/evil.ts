// SPDX-License-Identifier: GPL-2.0-or-later
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minimalScenario } from '../../api/index';
import type { ScenarioDocument } from '../../oracle/scenario/schema';

/** What nobody should be able to write by the name that he gives to something: lines, and commands. */
export const EVIL =
  'x\n  ok 99 - forged\r\u001b[2J\u0007\u007f\u0085\u009b31m\u202egnp\u2066\u200b\u2028\u2029\ufeff*/ /* # SKIP \u{e0041}\ud800';

/** As much of it as the name of a file can hold. */
export const EVIL_NAME = 'x\nok 99 forged\u001b[2J\u202e';

/** What no text for a person may hold, besides line feeds. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What of a text is not to be seen, or was written by another's name: nothing, if all is well. */
export function troubleIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const unseen = UNSEEN.exec(line);
    if (unseen !== null) return [`${JSON.stringify(unseen[0])} in ${JSON.stringify(line)}`];
    return /^\s*(?:not )?ok 99/.test(line) ? [`a forged line: ${JSON.stringify(line)}`] : [];
  });
}

/** A scenario with an evil id. */
export function evilScenario(): ScenarioDocument {
  return { ...minimalScenario('invalid-says-nothing.hugetlb-none'), id: EVIL };
}

/** Writes a scenario with an evil id into a file with an evil name, and an expectation that fails. */
export function evilFile(folder: string): string {
  const file = join(folder, `${EVIL_NAME}.jsonl`);
  const modern = { ret: 0, pfns: ['0x0'], faults: [], walks: 7 };
  writeFileSync(file, `${JSON.stringify({ scenario: evilScenario(), expect: { modern } })}\n`);
  return file;
}
