// SPDX-License-Identifier: GPL-2.0-or-later
import { CHANGED_SINCE, type ModernRevision, revisionOf } from '../../modern/revision';
import { layoutOf, type WordLayout } from '../../modern/word-layout';
import { CHANGE_DIFFERENCES } from '../../oracle/differences/registry';
import { MODERN_NAMES, MODERN_SIDES, type ModernName } from '../../oracle/run/side-names';
import type { TreeDescription } from './describe';
import type { ModelFit } from './types';

/** The model that is nearest to a tree, and in what the tree is known to differ from it. */
export function fitOf(description: TreeDescription, revision: ModernRevision): ModelFit {
  const { customizable, layout } = description;
  if (customizable) return fitToCustomizable(description);
  const candidates = MODERN_NAMES.filter((name) => MODERN_SIDES[name].bits === layout.bits);
  const [first, ...others] = candidates.map((name) => fitTo(name, layout, revision));
  if (first === undefined) throw new RangeError(`no model has longs of ${layout.bits} bits`);
  // Of several that are equally near, the newest.
  return others.reduce((one, other) => (isNearer(one, other) ? one : other), first);
}

/**
 * Stable kernels take changes of later releases, and hardly ever undo one of their own: a change that the tree lacks counts
 * twice. What it has beside a model is a known difference between that and later ones.
 */
function isNearer(one: ModelFit, other: ModelFit): boolean {
  const [far, further] = [one, other].map(({ differs, lacks }) => differs.length + lacks);
  if (far === undefined || further === undefined) return false;
  return far < further || (far === further && one.lacks < other.lacks);
}

/** 5.7 counts pages and has a value for special ones; the change to 5.8 took away first one, then the other. */
function fitToCustomizable({ returnsPages, hasSpecial }: TreeDescription): ModelFit {
  const side = returnsPages ? 'v5.7' : 'legacy';
  if (hasSpecial === returnsPages) return { side, kernel: '5.7', differs: [], lacks: 0 };
  const differs = hasSpecial
    ? 'special pages have a value of their own'
    : 'special pages have the value of errors';
  return { side, kernel: '5.7', differs: [differs], lacks: 1 };
}

function fitTo(name: ModernName, layout: WordLayout, revision: ModernRevision): ModelFit {
  const { kernel, bits } = MODERN_SIDES[name];
  const model = revisionOf(kernel);
  const others = (Object.keys(CHANGED_SINCE) as (keyof ModernRevision)[]).filter(
    (change) => model[change] !== revision[change],
  );
  const changes = others.map((change) => {
    const { seen } = CHANGE_DIFFERENCES[change];
    return revision[change] ? seen.with : seen.without;
  });
  return {
    side: name,
    kernel,
    lacks: others.filter((change) => model[change]).length,
    differs: [...changes, ...layoutChanges(layoutOf(kernel, bits), layout)],
  };
}

function layoutChanges(model: WordLayout, tree: WordLayout): readonly string[] {
  const moved = tree.orderShift !== undefined && tree.orderShift !== model.orderShift;
  return [
    ...(moved && model.orderShift !== undefined
      ? [`the order of a mapping stands from bit ${tree.orderShift}, not ${model.orderShift}`]
      : []),
    ...(tree.carried !== model.carried
      ? [`the bits 0x${tree.carried.toString(16)} are carried from input to output`]
      : []),
  ];
}
