// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { MINIMUMS_FILE, type Minimums } from '../oracle/batch/minimums';
import { cellName, reachableCells } from '../oracle/coverage/coverage';
import { SIDE_NAMES } from '../oracle/run/side-names';

/*
 * Writes the minimums that come with the package: each cell that a side can reach, once.
 */
const cells = Object.fromEntries(
  SIDE_NAMES.map((side) => [
    side,
    Object.fromEntries(
      reachableCells(side, false).map(({ origin, outcome }) => [cellName(origin, outcome), 1]),
    ),
  ]),
);
const minimums: Minimums = { schema: 'hmm-minimums/1', cells };
mkdirSync(dirname(MINIMUMS_FILE), { recursive: true });
writeFileSync(MINIMUMS_FILE, `${JSON.stringify(minimums, null, 2)}\n`);
