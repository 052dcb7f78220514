// SPDX-License-Identifier: GPL-2.0-or-later
import {
  createSourceFile,
  forEachChild,
  isCaseBlock,
  isExpressionStatement,
  isFunctionLike,
  isIdentifier,
  isObjectLiteralExpression,
  isParenthesizedExpression,
  isStatement,
  isSwitchStatement,
  type Node,
  ScriptTarget,
  type SourceFile,
  SyntaxKind,
} from 'typescript';

/*
 * A piece of code, looked for in the syntax tree: blanks and line breaks do not count, and a name
 * that begins with `$` stands for any expression (`$name;` for any statement), the same one wherever the name is repeated. So a
 * pattern that calls what is local by such names survives a reformatting and the renaming of a local.
 * `$1`, `$2` and so on are the parameters of the function.
 */

/** A place that a pattern matches: the characters `[start, end)`, and what the names stand for. */
interface Match {
  readonly start: number;
  readonly end: number;
  readonly bound: ReadonlyMap<string, string>;
}

type Bindings = Map<string, Node>;

/** Which function of a file to look into, and what to put where. */
export interface Replacement {
  /** The function, method or constant whose declaration holds the code. */
  readonly within: string;
  /** An expression, statements in a row, labels of a `switch` with what follows, or a property. */
  readonly right: string;
  /** What takes its place; it may use the names that `right` binds. */
  readonly wrong: string;
}

/**
 * The text with the one place that matches replaced.
 * @returns how many places match, if that is not one.
 */
export function replaceOnce(
  text: string,
  { within, right, wrong }: Replacement,
): { readonly text: string } | { readonly places: number } {
  const source = createSourceFile('searched.ts', text, ScriptTarget.ES2023, true);
  const pattern = parsePattern(right);
  const found = declarationsOf(source, within).flatMap((node) => matchesIn(node, pattern, source));
  const [match] = found;
  if (match === undefined || found.length > 1) return { places: found.length };
  return { text: text.slice(0, match.start) + filled(wrong, match.bound) + text.slice(match.end) };
}

/** A pattern as a row of nodes: one expression or property, or statements or cases in a row. */
interface Pattern {
  readonly nodes: readonly Node[];
  readonly source: SourceFile;
  readonly isCases: boolean;
}

function parsePattern(right: string): Pattern {
  const parse = (text: string): SourceFile =>
    createSourceFile('pattern.ts', text, ScriptTarget.ES2023, true);
  if (/^(case|default)\b/.test(right)) {
    const source = parse(`switch ($) {${right}}`);
    const [statement] = source.statements;
    if (statement === undefined || !isSwitchStatement(statement)) throw new Error('no cases');
    return { nodes: statement.caseBlock.clauses, source, isCases: true };
  }
  if (/^\w+: /.test(right)) {
    const source = parse(`({${right}})`);
    const [statement] = source.statements;
    const literal =
      statement !== undefined &&
      isExpressionStatement(statement) &&
      isParenthesizedExpression(statement.expression)
        ? statement.expression.expression
        : undefined;
    if (literal === undefined || !isObjectLiteralExpression(literal))
      throw new Error('no property');
    return { nodes: literal.properties, source, isCases: false };
  }
  const source = parse(right);
  const [only] = source.statements;
  const isExpression = source.statements.length === 1 && !/[;}]\s*$/.test(right);
  const nodes =
    isExpression && only !== undefined && isExpressionStatement(only)
      ? [only.expression]
      : source.statements;
  return { nodes, source, isCases: false };
}

/** The declarations of this name; the whole file for the name of none. */
function declarationsOf(source: SourceFile, name: string): readonly Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    if ('name' in node && nameText(node.name) === name && hasBody(node)) found.push(node);
    else forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function nameText(name: unknown): string | undefined {
  return name !== null &&
    typeof name === 'object' &&
    'text' in name &&
    typeof name.text === 'string'
    ? name.text
    : undefined;
}

function hasBody(node: Node): boolean {
  return 'body' in node || 'initializer' in node || 'members' in node;
}

function matchesIn(root: Node, pattern: Pattern, source: SourceFile): readonly Match[] {
  const found: Match[] = [];
  const { length } = pattern.nodes;
  const parameters = parametersOf(root);
  const inRows = length > 1 || pattern.isCases;
  const visit = (node: Node): void => {
    if ((node.kind === SyntaxKind.SyntaxList) === inRows) {
      const row = inRows ? node.getChildren(source) : [node];
      for (let first = 0; first + length <= row.length; first++) {
        const match = matchRow(row.slice(first, first + length), pattern, parameters, source);
        if (match !== undefined) found.push(match);
      }
    }
    for (const child of childrenOf(node, source)) visit(child);
  };
  visit(root);
  return found;
}

function matchRow(
  row: readonly Node[],
  pattern: Pattern,
  parameters: ReadonlyMap<string, Node>,
  source: SourceFile,
): Match | undefined {
  const bindings: Bindings = new Map(parameters);
  const compared = new Comparison(pattern.source, source, bindings);
  let end = row.at(-1)?.getEnd() ?? 0;
  for (const [index, node] of row.entries()) {
    const wanted = pattern.nodes[index];
    if (wanted === undefined) return undefined;
    const isLastCase = pattern.isCases && index === row.length - 1;
    if (isLastCase) {
      if (!isCaseBlock(node.parent)) return undefined;
      const reached = compared.beginsLike(wanted, node);
      if (reached === undefined) return undefined;
      end = reached;
    } else if (!compared.same(wanted, node)) return undefined;
  }
  const bound = new Map([...bindings].map(([name, node]) => [name, node.getText(source)]));
  return { start: row[0]?.getStart(source) ?? 0, end, bound };
}

/** The names of a function's parameters, as `$1`, `$2` and so on. */
function parametersOf(root: Node): ReadonlyMap<string, Node> {
  const parameters = isFunctionLike(root) ? root.parameters : [];
  return new Map(parameters.map(({ name }, index) => [`$${index + 1}`, name]));
}

class Comparison {
  constructor(
    private readonly patternSource: SourceFile,
    private readonly source: SourceFile,
    private readonly bindings: Bindings,
  ) {}

  same(pattern: Node, node: Node): boolean {
    const name = nameFor(pattern, node);
    if (name !== undefined) return this.binds(name, node);
    if (pattern.kind !== node.kind) return false;
    const [wanted, got] = [childrenOf(pattern, this.patternSource), childrenOf(node, this.source)];
    if (wanted.length !== got.length) return false;
    if (wanted.length === 0) {
      return pattern.getText(this.patternSource) === node.getText(this.source);
    }
    return wanted.every((child, index) => {
      const other = got[index];
      return other !== undefined && this.same(child, other);
    });
  }

  /** Whether a case has this label and begins with these statements; where the last of them ends. */
  beginsLike(pattern: Node, node: Node): number | undefined {
    if (pattern.kind !== node.kind) return undefined;
    const wanted = childrenOf(pattern, this.patternSource);
    const got = childrenOf(node, this.source);
    // The keyword, the label unless it is `default`, the colon, the statements.
    const label = wanted.slice(0, -1);
    const [statements, body] = [wanted.at(-1), got.at(-1)];
    if (statements === undefined || body === undefined || wanted.length !== got.length) {
      return undefined;
    }
    const agree = (one: Node, index: number, others: readonly Node[]): boolean => {
      const other = others[index];
      return other !== undefined && this.same(one, other);
    };
    if (!label.every((one, index) => agree(one, index, got))) return undefined;
    const first = childrenOf(statements, this.patternSource);
    const all = childrenOf(body, this.source);
    if (!first.every((one, index) => agree(one, index, all))) return undefined;
    return (first.length === 0 ? got.at(-2) : all[first.length - 1])?.getEnd();
  }

  private binds(name: string, node: Node): boolean {
    const before = this.bindings.get(name);
    if (before !== undefined) return before.getText(this.source) === node.getText(this.source);
    this.bindings.set(name, node);
    return true;
  }
}

/** The name by which a pattern stands for a node: for an expression, or as `$name;` a statement. */
function nameFor(pattern: Node, node: Node): string | undefined {
  const isForStatement = isExpressionStatement(pattern) && isStatement(node);
  const identifier = isForStatement ? pattern.expression : pattern;
  return isIdentifier(identifier) && identifier.text.startsWith('$') ? identifier.text : undefined;
}

/** All parts of a node, without comments and without the comma after a last element. */
function childrenOf(node: Node, source: SourceFile): readonly Node[] {
  const children = node.getChildren(source).filter(({ kind }) => kind !== SyntaxKind.JSDoc);
  const isList = node.kind === SyntaxKind.SyntaxList;
  const isTrailing = isList && children.at(-1)?.kind === SyntaxKind.CommaToken;
  return isTrailing ? children.slice(0, -1) : children;
}

function filled(wrong: string, bound: ReadonlyMap<string, string>): string {
  return wrong.replace(/\$\w+/g, (name) => {
    const text = bound.get(name);
    if (text === undefined) throw new Error(`${name} stands for nothing`);
    return text;
  });
}
