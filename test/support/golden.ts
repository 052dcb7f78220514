// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../fixtures/golden');

/** Files of golden vectors: a small one, and one in which every kind of entry is. */
export const GOLDEN_EDGE = join(FOLDER, 'edge.jsonl.gz');
export const GOLDEN_SYSTEMATIC = join(FOLDER, 'systematic.jsonl.gz');
