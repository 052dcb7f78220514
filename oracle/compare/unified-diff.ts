// SPDX-License-Identifier: GPL-2.0-or-later
import { createTwoFilesPatch } from 'diff';

/** Lines of agreement shown around a disagreement. */
const CONTEXT = 2;

/** A text that is compared: how the diff calls it, and its lines. */
interface NamedLines {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Two texts as a unified diff for a person, without the line of `=` that patches begin with. */
export function unifiedDiff(left: NamedLines, right: NamedLines): string {
  const [one, other] = [left, right].map(({ lines }) => `${lines.join('\n')}\n`);
  const patch = createTwoFilesPatch(left.name, right.name, one ?? '', other ?? '', '', '', {
    context: CONTEXT,
  });
  return patch
    .split('\n')
    .slice(1)
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}
