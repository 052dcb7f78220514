// SPDX-License-Identifier: GPL-2.0-or-later
import type { Framing } from '../child/line-process';
import { tryParseJson } from '../scenario/json';

/** JSON Lines over a program's standard streams: each line has the number of its question. */
export const JSON_FRAMING: Framing = {
  over: 'standard streams',
  // A question is an object with at least one field.
  question: (number, text) => `{"number":${number},${text.slice(1)}`,
  answer: (number, line) => {
    const parsed = tryParseJson(line);
    if (parsed.kind === 'problem') return undefined;
    const { value } = parsed;
    const isAnswer = typeof value === 'object' && value !== null && 'number' in value;
    return isAnswer && value.number === number ? line : undefined;
  },
  shown: (line) => line,
};
