// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import type { Meaning, NameScope } from '../code/guards';
import type { CodeLine } from '../code/lines';
import { argumentsOf, calledName } from '../code/nodes';
import type { Node } from '../code/syntax';
import {
  type CodePiece,
  type CodeView,
  type FunctionView,
  homeOf,
  nodesOf,
  oncePer,
} from '../code/view';
import { declaredName, functionNamed, parametersOf } from './functions';
import { objectOf, rootOf } from './ranges';

/** A function as it is called: what its parameters stand for, and what its variables do that are set once. */
export class CallFrame implements NameScope {
  readonly view: CodeView;
  private current: CodePiece | undefined;

  constructor(
    readonly fn: FunctionView,
    private readonly given: ReadonlyMap<string, Meaning> = new Map(),
    readonly depth = 0,
  ) {
    this.view = homeOf(fn);
  }

  /** The piece that is read from now on. */
  enter(piece: CodePiece): void {
    this.current = piece;
  }

  get piece(): CodePiece {
    if (this.current === undefined) throw new Error(`no piece of ${this.fn.name} is read`);
    return this.current;
  }

  lineOf(node: Node): CodeLine | undefined {
    return lineOf(this.piece.fragment, node);
  }

  meaning(name: string): Meaning | undefined {
    const given = this.given.get(name);
    if (given !== undefined) return given;
    const node = setOnce(this.fn).get(name);
    return node === undefined ? undefined : { node, scope: this };
  }

  /** The function in sight that a call leads to, as it is called there. */
  inner(call: Node): CallFrame | undefined {
    const callee = functionNamed(this.view, calledName(call));
    if (callee === undefined || callee === this.fn) return undefined;
    const parameters = parametersOf(callee);
    const given = new Map(
      argumentsOf(call).flatMap((node, index): [string, Meaning][] => {
        const name = parameters[index] ?? '';
        return name === '' ? [] : [[name, { node, scope: this }]];
      }),
    );
    return new CallFrame(callee, given, this.depth + 1);
  }

  /** The name of a variable among those of the functions that are being run. */
  variable(name: string): string {
    return `${this.variables}${name}`;
  }

  /** What the names of its variables begin with. */
  get variables(): string {
    return `variable ${this.depth} `;
  }

  /** An object by what its name stands for: of `range`, set to `&work->range`, `work.range`. */
  object(name: string, depth = 0): string {
    const root = rootOf(name);
    const meaning = depth < NAME_LIMIT ? this.meaning(root) : undefined;
    const there = meaning === undefined ? undefined : objectOf(meaning.node);
    if (meaning === undefined || there === undefined) return name;
    const frame = meaning.scope instanceof CallFrame ? meaning.scope : this;
    return frame.object(there, depth + 1) + name.slice(root.length);
  }
}

const NAME_LIMIT = 6;

/** What the variables of a function stand for that are set once, to what no call gives. */
const setOnce = oncePer((fn: FunctionView): ReadonlyMap<string, Node> => {
  const found = new Map<string, Node | undefined>();
  for (const { node } of nodesOf(
    fn,
    'init_declarator',
    'assignment_expression',
    'update_expression',
  )) {
    const target =
      node.childForFieldName('declarator') ??
      node.childForFieldName('left') ??
      node.childForFieldName('argument');
    const name = target?.type === 'identifier' ? target.text : declaredName(target);
    if (name === undefined) continue;
    const value = node.childForFieldName('value') ?? node.childForFieldName('right');
    const isSet = /^=?$/.test(node.childForFieldName('operator')?.text ?? '');
    found.set(
      name,
      found.has(name) || !isSet || value === null || isMade(value) ? undefined : value,
    );
  }
  return new Map([...found].flatMap(([name, node]) => (node === undefined ? [] : [[name, node]])));
});

/** Whether a value is what a call gives, or a list of values. */
function isMade(value: Node): boolean {
  return (
    value.descendantsOfType(['call_expression', 'initializer_list', 'compound_literal_expression'])
      .length > 0
  );
}
