// SPDX-License-Identifier: GPL-2.0-or-later

/** A directive that decides which lines are compiled. */
const CONDITION = /^\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b\s*(.*)$/;

/** Whether a line of code without comments decides which others are compiled: `#ifdef`, `#else`, `#endif`. */
export function isCondition(text: string): boolean {
  return CONDITION.test(text);
}

/**
 * Under which conditions of the preprocessor each line stands: the branches around it, the outermost first, as
 * `#ifdef CONFIG_HUGETLB_PAGE / #else`; empty where there are none. Two lines of one file, or of two versions
 * of it, with the same text here are compiled together or not at all.
 *
 * @param code the lines of a file without its comments.
 */
export function conditionsOf(code: readonly string[]): readonly string[] {
  const around: string[] = [];
  return code.map((text) => {
    const found = CONDITION.exec(text);
    if (found === null) return around.join(' / ');
    const [, word = '', condition = ''] = found;
    if (word === 'endif') around.pop();
    else if (word === 'else' || word === 'elif') {
      around.push(`${around.pop() ?? ''} / #${word} ${condition}`.trim());
    } else around.push(`#${word} ${condition}`.trim());
    return around.join(' / ');
  });
}
