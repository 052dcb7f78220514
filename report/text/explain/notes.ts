// SPDX-License-Identifier: GPL-2.0-or-later
import type { Note } from '../../../oracle/simplifications/watch';
import { type Layout, wrappedLines } from './layout';
import { spansText } from './names';

/** The title over {@link noteLines}. */
export const NOTES_TITLE = 'Where the models are simpler than a kernel';

/** What the models do and what a kernel does instead, for each simplification that was met. */
export function noteLines(notes: readonly Note[], { style, width }: Layout): string[] {
  return notes.flatMap((note) => {
    const head = `${note.id}, ${rulesText(note.rules)}: ${note.sides.join(', ')}, ${spansText(note.pages)}`;
    return [
      ...wrappedLines(head, width, '  ', '    ').map((line) =>
        line.replace(note.id, style.title(note.id)),
      ),
      ...[note.title, note.model, note.kernel].flatMap((text) => wrappedLines(text, width, '    ')),
      ...wrappedLines(`Since: ${note.since}.`, width, '    '),
    ];
  });
}

/** The rules of model.md by number. */
export function rulesText(rules: readonly number[]): string {
  return `${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')}`;
}
