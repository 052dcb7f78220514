// SPDX-License-Identifier: GPL-2.0-or-later

import { type FilePatch, patchedName } from '../../../audit/text/diff/patch';
import { readPatch } from '../../../audit/text/diff/read-patch';
import { messageText } from '../../../audit/text/input/mail-body';
import { type RawMessage, splitMbox } from '../../../audit/text/input/mbox';
import { readText } from '../../../audit/text/input/text-input';
import type { Source } from '../../../oracle/scenario/bytes';
import { InputError } from '../../../oracle/scenario/input-error';

/** One mail of a series, or a whole file that is no mail. */
export interface PatchMail {
  /** Its subject; undefined if it has none. */
  readonly subject: string | undefined;
  /** As it can be applied: decoded, without the mail around it. */
  readonly text: string;
  readonly files: readonly FilePatch[];
}

/** A patch, or a series of them, in the order in which they are to be applied. */
export interface PatchInput {
  readonly name: string;
  readonly mails: readonly PatchMail[];
}

/**
 * Reads a patch: a diff, a mail, or an mbox with a series, in whatever order its mails are.
 * @throws InputError if it cannot be read, has no diff in it, or one of which something is missing.
 */
export async function readPatchInput(source: Source): Promise<PatchInput> {
  const input = await readText(source);
  const mails = splitMbox(input.lines).map(mailOf);
  const patches = mails.filter(({ files }) => files.length > 0);
  if (patches.length === 0) {
    throw new InputError(
      { file: input.name },
      'expected a unified diff, in a mail or not, got none',
    );
  }
  for (const { cut, ...file } of patches.flatMap(({ files }) => files)) {
    const [part] = cut;
    if (part === undefined) continue;
    const of = patchedName({ ...file, cut }) ?? 'a file';
    throw new InputError(
      { file: input.name, line: part.line },
      `expected a whole patch, got one that lacks lines of ${of}`,
    );
  }
  return { name: input.name, mails: inOrder(patches) };
}

function mailOf(message: RawMessage): PatchMail {
  const lines = messageText(message);
  return {
    subject: message.kind === 'mail' ? subjectOf(message.head) : undefined,
    text: `${lines.map(({ text }) => text).join('\n')}\n`,
    files: readPatch(lines),
  };
}

function subjectOf(head: readonly { readonly text: string }[]): string | undefined {
  const start = head.findIndex(({ text }) => /^subject:/i.test(text));
  if (start < 0) return undefined;
  const folded: string[] = [];
  for (const { text } of head.slice(start + 1)) {
    if (!/^[ \t]/.test(text)) break;
    folded.push(text.trim());
  }
  return [head[start]?.text.slice('subject:'.length).trim() ?? '', ...folded].join(' ');
}

/** Mails of a series in the order of their numbers, `[PATCH v2 3/7]`; others as they stand. */
function inOrder(mails: readonly PatchMail[]): readonly PatchMail[] {
  const numbers = mails.map(({ subject }) => numberIn(subject));
  if (numbers.some((number) => number === undefined)) return mails;
  return mails
    .map((mail, index) => ({ mail, number: numbers[index] ?? 0 }))
    .sort((one, other) => one.number - other.number)
    .map(({ mail }) => mail);
}

function numberIn(subject: string | undefined): number | undefined {
  const [, number] = /\[[^\]]*?\b(\d+)\/\d+[^\]]*\]/.exec(subject ?? '') ?? [];
  return number === undefined ? undefined : Number(number);
}
