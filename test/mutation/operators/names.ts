// SPDX-License-Identifier: GPL-2.0-or-later
import {
  isBinaryExpression,
  isCallExpression,
  isIdentifier,
  isPropertyAccessExpression,
  isPropertyAssignment,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript';
import { type Change, replaced } from './change';

/** Names of which one may stand where another belongs; a name becomes the next that is in scope. */
const CONSTANTS: readonly (readonly string[])[] = [
  ['VALID', 'WRITE', 'ERROR'],
  ['HMM_PFN_VALID', 'HMM_PFN_WRITE', 'HMM_PFN_ERROR'],
  ['REQ_FAULT', 'REQ_WRITE'],
  ['NEED_FAULT', 'NEED_WRITE_FAULT'],
  ['EPERM', 'EFAULT', 'EBUSY', 'EINVAL', 'LIVELOCK'],
  ['PAGE_SIZE', 'PMD_SIZE', 'PUD_SIZE', 'PGD_SIZE'],
  ['PTE', 'PMD', 'PUD', 'PGD'],
  ['WRITE_BIT', 'PROTNONE_BIT', 'SPECIAL_BIT'],
  ['PFNMAP_V', 'PFNMAP_W', 'PFNMAP_VRAM', 'PFNMAP_HOST'],
];

/** Constants that are members of an object: another member of the same one. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Kind: ['none', 'table', 'ptePresent', 'pteSwap', 'pteMigration', 'pteDevicePrivate', 'pmdHuge'],
  StateKind: ['none', 'error', 'special', 'read', 'write', 'stray', 'malformed'],
  Ask: ['nothing', 'read', 'write', 'writeOnly', 'all'],
  Asked: ['nothing', 'read', 'write'],
  Ending: ['faulted', 'waited', 'denied', 'faultFailed', 'impossible'],
  Math: ['min', 'max'],
};
const ROUNDING = ['floor', 'ceil'];

/** Properties that one object has both of. */
const PROPERTIES: readonly (readonly [string, string])[] = [
  ['low', 'high'],
  ['start', 'end'],
  ['left', 'right'],
  ['valid', 'write'],
  ['none', 'error'],
  ['defaults', 'mask'],
  ['some', 'every'],
  ['before', 'after'],
];

/** One constant for another of its kind, and one half of a pair for the other. */
export function nameChanges(node: Node, source: SourceFile): readonly Change[] {
  if (isPropertyAccessExpression(node)) {
    const { name, expression } = node;
    const object = expression.getText(source);
    const members = object === 'Math' && ROUNDING.includes(name.text) ? ROUNDING : MEMBERS[object];
    const other = members === undefined ? partnerOf(name.text) : nextOf(members, name.text);
    if (other === undefined) return [];
    // The member of an enumeration that nothing is assigned to, and no call of another method.
    return [replaced(`${name.text} becomes ${other}`, name, source, other)];
  }
  if (!isIdentifier(node) || !isUse(node)) return [];
  const group = CONSTANTS.find((names) => names.includes(node.text));
  const inScope = group?.filter((name) => isInScope(name, source)) ?? [];
  const other = nextOf(inScope, node.text);
  return other === undefined
    ? []
    : [replaced(`${node.text} becomes ${other}`, node, source, other)];
}

function partnerOf(name: string): string | undefined {
  const pair = PROPERTIES.find((names) => names.includes(name));
  return pair?.find((one) => one !== name);
}

function nextOf(names: readonly string[], name: string): string | undefined {
  const place = names.indexOf(name);
  const next = names[(place + 1) % names.length];
  return place < 0 || next === name ? undefined : next;
}

function isInScope(name: string, source: SourceFile): boolean {
  return new RegExp(`(?:^import[^;]*\\b${name}\\b[^;]*;|^(?:export )?const ${name}\\b)`, 'm').test(
    source.text,
  );
}

/** Whether an identifier is read in an expression, and neither declared, imported nor a property. */
function isUse(node: Node): boolean {
  const { parent } = node;
  if (isPropertyAssignment(parent)) return parent.initializer === node;
  if (isCallExpression(parent)) return true;
  if (isBinaryExpression(parent)) return parent.operatorToken.kind !== SyntaxKind.EqualsToken;
  return (
    parent.kind === SyntaxKind.ConditionalExpression ||
    parent.kind === SyntaxKind.ReturnStatement ||
    parent.kind === SyntaxKind.PrefixUnaryExpression ||
    parent.kind === SyntaxKind.ParenthesizedExpression ||
    parent.kind === SyntaxKind.ArrayLiteralExpression
  );
}
