// SPDX-License-Identifier: GPL-2.0-or-later
import { refuse } from '../oracle/scenario/input-error';
import { readJsonFile } from '../oracle/scenario/json';
import { isLoopDocument, type LoopDocument, loopDocumentProblem } from './loop-document';

/**
 * Reads a file with a loop document.
 * @throws InputError if there is no such file, and for the first thing in it that is wrong.
 */
export function readLoop(file: string): LoopDocument {
  const value = readJsonFile(file);
  const problem = loopDocumentProblem(value, '');
  if (problem !== undefined) return refuse({ file }, problem);
  if (isLoopDocument(value)) return value;
  return refuse({ file }, { field: '', expected: 'a loop document', got: value });
}
