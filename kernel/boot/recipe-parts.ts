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
  return withoutSelftest(parts) + cases.map(({ text }) => text).join('');
}

/** The recipe of one case and nothing besides; undefined if it is none of the recipe's. */
export function aloneOf(parts: RecipeParts, id: string): string | undefined {
  const found = parts.cases.find((one) => one.id === id);
  return found === undefined ? undefined : withoutSelftest(parts) + found.text;
}

/** The module's own tests, once more, before the first case: a recipe has to have one. */
export function selftestOf({ head, cases: [first] }: RecipeParts): string | undefined {
  return first === undefined ? undefined : head + first.text;
}

/** The module's own tests have had their turn. */
function withoutSelftest({ head }: RecipeParts): string {
  return head.replaceAll(/^[ \t]*selftest\b.*\n/gm, '');
}
