// SPDX-License-Identifier: GPL-2.0-or-later
import type { Node } from '../text/code/syntax';
import type { Definition } from './definitions';
import { signatureOf } from './signature';

/** Where pages or addresses of words go: what the device gets. */
export interface DeviceOutput {
  readonly kind: 'stored' | 'handed over';
  /** The place: `pages[i]`, or the function that gets it. */
  readonly target: string;
  /** The statement, on one line. */
  readonly text: string;
  readonly line: number;
  /** A `struct page *`, or a physical or DMA address. */
  readonly what: 'page' | 'address';
}

/** What makes a page or an address of a word. */
const SEEDS = /\bhmm_pfn_to_(?:page|phys)\s*\(/;
/** What makes an address of a page. */
const ADDRESS = /^(?:hmm_pfn_to_phys|page_to_phys|page_to_pfn)$|dma_map_\w|_addr/;
/** Functions that only look at what they are given. */
const LOOKS =
  /^(?:is_|page_|hmm_pfn_|Page|pr_)\w|^(?:BUG_ON|(?:un)?likely|(?:min|max)(?:_t)?)$|dma_mapping_error$|dma_map_\w|assert|WARN|\w_(?:dbg|err|get|put)$/;
const ASSIGNED = ['assignment_expression', 'init_declarator'];

/** Names of a function that hold a page or an address of a word, by what they hold. */
type Pages = Map<string, DeviceOutput['what']>;

/**
 * Where functions put the pages of the words. Names are followed within each function, and into the
 * parameters of those that they are handed to.
 *
 * @param reached functions of the file that belong together.
 */
export function outputsOf(reached: readonly Definition[]): readonly DeviceOutput[] {
  const known = new Map<string, Pages>(reached.map(({ name }) => [name, new Map()]));
  const count = (): number => [...known.values()].reduce((sum, { size }) => sum + size, 0);
  for (let before = -1; before < count(); ) {
    before = count();
    for (const definition of reached) follow(definition, reached, known);
  }
  return reached.flatMap((one) => outputsIn(one, known.get(one.name) ?? new Map(), known));
}

/** Adds the names that a function gives pages to, its own and the parameters of what it calls. */
function follow(
  { name, node }: Definition,
  reached: readonly Definition[],
  known: ReadonlyMap<string, Pages>,
): void {
  const pages = known.get(name) ?? new Map();
  for (const one of ASSIGNED.flatMap((type) => node.descendantsOfType(type))) {
    const left = one.childForFieldName('left') ?? one.childForFieldName('declarator');
    const right = one.childForFieldName('right') ?? one.childForFieldName('value');
    const local = /^\*?(\w+)$/.exec(
      left?.type === 'pointer_expression' ? '' : (left?.text ?? ''),
    )?.[1];
    if (local === undefined || right === null || pages.has(local)) continue;
    if (carries(right, pages)) pages.set(local, isAddress(right.text, pages) ? 'address' : 'page');
  }
  for (const call of node.descendantsOfType('call_expression')) {
    const callee = reached.find((one) => one.name === call.childForFieldName('function')?.text);
    const given = call.childForFieldName('arguments')?.namedChildren ?? [];
    if (callee === undefined) continue;
    const parameters = signatureOf(callee).parameters;
    for (const [index, one] of given.entries()) {
      const parameter = parameters[index]?.name;
      if (parameter === undefined || !carries(one, pages)) continue;
      known.get(callee.name)?.set(parameter, isAddress(one.text, pages) ? 'address' : 'page');
    }
  }
}

function outputsIn(
  { node }: Definition,
  pages: Pages,
  own: ReadonlyMap<string, unknown>,
): readonly DeviceOutput[] {
  const outputs: DeviceOutput[] = [];
  const add = (at: Node, kind: DeviceOutput['kind'], target: string): void => {
    const line = at.startPosition.row + 1;
    if (outputs.some((one) => one.line === line)) return;
    const text = at.text.replaceAll(/\s+/g, ' ');
    outputs.push({ kind, target, text, line, what: isAddress(text, pages) ? 'address' : 'page' });
  };
  for (const one of node.descendantsOfType('assignment_expression')) {
    const [left, right] = [one.childForFieldName('left'), one.childForFieldName('right')];
    if (left === null || right === null || left.type === 'identifier') continue;
    if (carries(right, pages)) add(one, 'stored', left.text.replaceAll(/\s+/g, ' '));
  }
  for (const call of node.descendantsOfType('call_expression')) {
    const name = call.childForFieldName('function')?.text ?? '';
    const isLook = /^\w+$/.test(name) && LOOKS.test(name);
    if (isLook || own.has(name) || makesAddress(`${name}(`)) continue;
    const given = call.childForFieldName('arguments')?.namedChildren ?? [];
    if (given.some((one) => isName(one, pages))) add(call, 'handed over', `${name}()`);
  }
  return outputs;
}

function carries(value: Node, pages: ReadonlyMap<string, unknown>): boolean {
  if (SEEDS.test(value.text)) return true;
  return value.descendantsOfType('identifier').some((one) => isName(one, pages));
}

/** A name by itself, and not what is looked up in it (`page->pgmap`). */
function isName(node: Node, pages: ReadonlyMap<string, unknown>): boolean {
  return pages.has(node.text) && node.parent?.type !== 'field_expression';
}

function isAddress(text: string, pages: ReadonlyMap<string, DeviceOutput['what']>): boolean {
  if (makesAddress(text)) return true;
  const words: readonly string[] = text.match(/\w+/g) ?? [];
  return [...pages].some(([name, what]) => what === 'address' && words.includes(name));
}

/** Whether a function that makes an address is called in a text, or a macro that looks so. */
function makesAddress(text: string): boolean {
  const tokens = text.match(/\w+|[^\s\w]/g) ?? [];
  return tokens.some((token, index) => tokens[index + 1] === '(' && ADDRESS.test(token));
}
