// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { InputError, refuse } from '../oracle/scenario/input-error';
import { parseJsonFile } from '../oracle/scenario/json';
import { isLoopDocument, type LoopDocument, loopDocumentProblem } from './loop-document';

/**
 * Reads a file with a loop document.
 * @throws InputError if there is no such file, and for the first thing in it that is wrong.
 */
export function readLoop(file: string): LoopDocument {
  const value = parseJsonFile(bytesOf(file), file);
  const problem = loopDocumentProblem(value, '');
  if (problem !== undefined) return refuse({ file }, problem);
  if (isLoopDocument(value)) return value;
  return refuse({ file }, { field: '', expected: 'a loop document', got: value });
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError({ file }, `expected a file that can be read, got ${reason}`);
  }
}
