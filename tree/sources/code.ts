// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * C without comments and without what strings say, line for line: each of them becomes blanks, so
 * that what is left is code, and stands where it stood.
 */
export function codeOf(text: string): string {
  let code = '';
  for (let at = 0; at < text.length; ) {
    const end = endOfBlank(text, at);
    if (end === at) {
      code += text[at++];
    } else {
      code += text.slice(at, end).replaceAll(/[^\n]/g, ' ');
      at = end;
    }
  }
  return code;
}

/** Where a comment or a string that begins here ends; the place itself if none begins. */
function endOfBlank(text: string, at: number): number {
  if (text.startsWith('/*', at)) return endAfter(text, '*/', at + 2);
  if (text.startsWith('//', at)) return endBefore(text, '\n', at);
  const quote = text[at];
  // An #include names its file in quotes, and is read elsewhere.
  if (quote !== '"' && quote !== "'") return at;
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === quote) return end + 1;
    else if (text[end] === '\n') return end;
  }
  return text.length;
}

function endAfter(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end + mark.length;
}

function endBefore(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}

/** A logical line: one that ends with a backslash goes on in the next. */
export interface SourceLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** The preprocessor's directives in code without comments. */
export function directivesIn(code: string): readonly SourceLine[] {
  const directives: SourceLine[] = [];
  const lines = code.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const number = index + 1;
    let text = lines[index] ?? '';
    if (!text.trimStart().startsWith('#')) continue;
    while (text.endsWith('\\') && index + 1 < lines.length) {
      index++;
      text = `${text.slice(0, -1)} ${lines[index] ?? ''}`;
    }
    directives.push({ number, text: text.trim() });
  }
  return directives;
}

/** The identifiers of a piece of code, in order. */
export function identifiersOf(code: string): readonly string[] {
  return code.match(/\b[A-Za-z_]\w*/g) ?? [];
}
