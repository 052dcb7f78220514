// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { cutRecipe, restOf } from '../../../kernel/boot/recipe-parts';

const RECIPE = `hmm-recipe/1
selftest  # of the module

case one  # the first
call . * -
  case two
call . * -
case three
call . * -
`;

it('cuts a recipe at its cases, and nothing gets lost', () => {
  const parts = cutRecipe(RECIPE);
  expect(parts.cases.map(({ id }) => id)).toEqual(['one', 'two', 'three']);
  expect(parts.head + parts.cases.map(({ text }) => text).join('')).toBe(RECIPE);
});

it('what is left has the header, but not the module’s own tests', () => {
  expect(restOf(cutRecipe(RECIPE), 1)).toBe(
    'hmm-recipe/1\n\n  case two\ncall . * -\ncase three\ncall . * -\n',
  );
});

it('nothing is left after the last case', () => {
  expect(restOf(cutRecipe(RECIPE), 3)).toBeUndefined();
  expect(restOf(cutRecipe('hmm-recipe/1\nselftest\n'), 0)).toBeUndefined();
});
