// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * C without what is no code: comments and the contents of strings and character constants become
 * spaces, every other character stays where it is. So nothing that searches code finds a comment.
 * @param text a piece of a file; it may begin inside a comment.
 */
export function blankComments(text: string): string {
  const begun = unfinishedCommentEnd(text);
  return blanks(text.slice(0, begun)) + blankWhole(text.slice(begun));
}

const NOT_CODE =
  /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?/g;

function blankWhole(text: string): string {
  return text.replace(NOT_CODE, (found) => {
    const quote = found[0];
    if (quote !== '"' && quote !== "'") return blanks(found);
    if (found.length < 2 || !found.endsWith(quote)) return blanks(found);
    // The path of an #include is a string, too, but nobody asks for it.
    return quote + blanks(found.slice(1, -1)) + quote;
  });
}

function blanks(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/**
 * How much of the text belongs to a comment that began before it: up to a `*` `/` that no `/` `*`
 * precedes, or lines that all begin with the star of kernel comments.
 */
function unfinishedCommentEnd(text: string): number {
  const close = text.indexOf('*/');
  const open = text.indexOf('/*');
  if (close >= 0 && (open < 0 || close < open)) return close + 2;
  if (close >= 0) return 0;
  let end = 0;
  for (const line of text.split('\n')) {
    if (!/^\s+\*(\s|$)/.test(line)) break;
    end += line.length + 1;
  }
  return Math.min(end, text.length);
}
