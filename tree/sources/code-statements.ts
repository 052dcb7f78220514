// SPDX-License-Identifier: GPL-2.0-or-later

/** A word or a sign of code. */
export interface Token {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const TOKEN = /\w+|[^\s\w]/g;

/**
 * The statements of code without comments, each up to its `;`, `{` or `}` outside of parentheses: so a condition
 * stands with what it decides, unless that has braces. A directive of the preprocessor is one of its own.
 */
export function codeStatementsOf(lines: readonly string[]): readonly (readonly Token[])[] {
  const statements: Token[][] = [];
  let open: Token[] = [];
  let directive: Token[] | undefined;
  let depth = 0;
  const close = (): void => {
    if (open.length > 0) statements.push(open);
    open = [];
    depth = 0;
  };
  for (const [index, code] of lines.entries()) {
    const tokens = (code.match(TOKEN) ?? []).map((text) => ({ text, line: index + 1 }));
    if (directive !== undefined || tokens[0]?.text === '#') {
      directive = [...(directive ?? []), ...tokens.filter(({ text }) => text !== '\\')];
      if (code.endsWith('\\')) continue;
      statements.push(directive);
      directive = undefined;
      continue;
    }
    // Parentheses that an #ifdef left open end with the function.
    if (code.startsWith('}')) close();
    for (const token of tokens) {
      open.push(token);
      if (token.text === '(') depth++;
      else if (token.text === ')') depth--;
      else if (depth <= 0 && /^[;{}]$/.test(token.text)) close();
    }
  }
  close();
  return statements;
}
