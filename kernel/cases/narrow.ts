// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE, PUD_SIZE } from '../../mm/units';
import { hex } from '../../oracle/scenario/json';
import type { Recipe, RecipeCall, Step } from '../plan/recipe';
import { type LiveCase, liveCase } from './live-case';

/** Where the memory of a case is, in a process of 32 bits: apart from its program, stack and libraries. */
const LOWEST = 0x4000_0000;
const HIGHEST = 0xa000_0000;

/**
 * A case with its memory moved down to where a process of 32 bits can have it, by whole slots of
 * 1 GiB, so that it lies to the borders of tables as before; undefined if it is too far apart.
 */
export function narrowed({ recipe }: LiveCase): LiveCase | undefined {
  const { during } = recipe;
  const places = placesOf(recipe);
  const first = Math.min(...places);
  const down = places.length === 0 ? 0 : Math.floor(first / PUD_SIZE) * PUD_SIZE - LOWEST;
  if (Math.max(...places) - down > HIGHEST) return undefined;
  return liveCase({
    ...recipe,
    before: recipe.before.map((step) => moved(step, down)),
    meanwhile: recipe.meanwhile.map((step) => moved(step, down)),
    ...(during === undefined
      ? {}
      : {
          during: {
            ...during,
            at: during.at - down,
            steps: during.steps.map((step) => moved(step, down)),
          },
        }),
    call: {
      ...recipe.call,
      start: movedEnd(recipe.call.start, down),
      end: movedEnd(recipe.call.end, down),
    },
  });
}

/** The first and the last byte of all that a recipe names. */
function placesOf({ before, meanwhile, during, call }: Recipe): readonly number[] {
  const steps = [...before, ...meanwhile, ...(during?.steps ?? [])].flatMap((step) => {
    if (!('at' in step)) return [];
    const starts = step.do === 'remap' ? [step.at, Number(step.how)] : [step.at];
    return starts.flatMap((at) => [at, at + step.pages * PAGE_SIZE]);
  });
  const ends = [call.start, call.end].filter((at) => typeof at === 'number');
  return [...steps, ...ends];
}

function moved(step: Step, down: number): Step {
  if (!('at' in step)) return step;
  const at = step.at - down;
  if (step.do === 'remap') return { ...step, at, how: hex(Number(step.how) - down) };
  return { ...step, at };
}

function movedEnd(at: RecipeCall['start'], down: number): RecipeCall['start'] {
  return typeof at === 'number' ? at - down : at;
}
