// SPDX-License-Identifier: GPL-2.0-or-later
import { hex } from '../../oracle/scenario/json';
import type { FromRecipe } from '../judge/scenario';
import { pagesPastEnd, type Recipe } from '../plan/recipe';

/** One case for a live kernel: what the guest is to do, and what is known of it beforehand. */
export interface LiveCase {
  readonly recipe: Recipe;
  readonly known: FromRecipe;
}

/**
 * A recipe as a case: pages past the end of their file are known to fail.
 * @param during what another thread's steps during the call are in words of documents.
 */
export function liveCase(recipe: Recipe, during?: FromRecipe['during']): LiveCase {
  const past = pagesPastEnd(recipe).map((at) => [hex(at), 'sigbus'] as const);
  return {
    recipe,
    known: {
      faultErrors: Object.fromEntries(past),
      walks: recipe.call.walks,
      ...(during === undefined ? {} : { during }),
    },
  };
}
