// SPDX-License-Identifier: GPL-2.0-or-later
import {
  isLoopDocument,
  type LoopDocument,
  loopDocumentProblem,
} from '../../drivers/loop-document';
import { ObjectReader, plainCopy, unfit } from './reader';

/** Whether a module exports a loop alone, and no driver. */
export function isLoopExport(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ObjectReader.any(value, 'default').get('loop', 'a loop') !== undefined;
}

/**
 * Reads a loop document that a module exports by default, or its copy from the other process.
 * @throws Unfit for the first thing that is wrong.
 */
export function readLoopExport(value: unknown): LoopDocument {
  const plain = plainCopy(value, 'default');
  const problem = loopDocumentProblem(plain, 'default');
  if (problem !== undefined) unfit(problem.field, problem.expected, problem.got);
  return isLoopDocument(plain) ? plain : unfit('default', 'a loop document', value);
}
