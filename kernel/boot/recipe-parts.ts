// SPDX-License-Identifier: GPL-2.0-or-later

/** A recipe in pieces that can be put together again. */
export interface RecipeParts {
  /** What stands before the first case. */
  readonly head: string;
  readonly cases: readonly { readonly id: string; readonly text: string }[];
}

/** Cuts a recipe at its cases. */
export function cutRecipe(recipe: string): RecipeParts {
  const [head = '', ...cases] = recipe.split(/^(?=[ \t]*case[ \t])/m);
  return {
    head,
    cases: cases.map((text) => ({ id: text.trimStart().split(/\s+/)[1] ?? '', text })),
  };
}

/** The recipe of what a boot did not come to; undefined if nothing is left. */
export function restOf(parts: RecipeParts, from: number): string | undefined {
  const cases = parts.cases.slice(from);
  if (cases.length === 0) return undefined;
  // The module's own tests have had their turn.
  const head = parts.head.replaceAll(/^[ \t]*selftest\b.*\n/gm, '');
  return head + cases.map(({ text }) => text).join('');
}
