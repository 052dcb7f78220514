// SPDX-License-Identifier: GPL-2.0-or-later
import { type Condition, not, readCondition } from './condition';

/** One of the alternatives of an `#if`: the rows between two of its directives. */
export interface Branch {
  readonly group: Group;
  /** Without those of the branches before it. */
  readonly condition: Condition;
  /** The branch that the whole `#if` stands in. */
  readonly parent: Branch | undefined;
  /** How many `#if` are around this one. */
  readonly depth: number;
  /** Rows of its own and those of the `#if`s inside it: after `first`, before `end`. */
  readonly first: number;
  end: number;
}

/** An `#if` with its `#elif` and `#else`. */
export interface Group {
  readonly branches: Branch[];
  /** The guard of a header: everything is inside. */
  isGuard: boolean;
}

/** The conditional code of a piece of text. */
export interface Directives {
  readonly groups: readonly Group[];
  /** For each row the inmost branch that it stands in; of a directive, that around its `#if`. */
  readonly branchOfRow: readonly (Branch | undefined)[];
  /** For each row the `#if` that it is a directive of. */
  readonly groupOfRow: readonly (Group | undefined)[];
}

const DIRECTIVE = /^[ \t]*#[ \t]*(ifdef|ifndef|if|elif|elifdef|elifndef|else|endif)\b(.*)$/;

/**
 * Finds the conditional code of lines without comments. They may be cut out of a file: an `#else`
 * or `#endif` whose `#if` is not there began before the first line.
 */
export function directivesOf(code: readonly string[]): Directives {
  const reader = new DirectiveReader();
  for (let row = 0; row < code.length; row += 1) {
    const found = DIRECTIVE.exec(code[row] ?? '');
    if (found === null) {
      reader.plain(row);
      continue;
    }
    let words = found[2] ?? '';
    const first = row;
    while (words.endsWith('\\') && row + 1 < code.length) {
      row += 1;
      words = `${words.slice(0, -1)} ${code[row] ?? ''}`;
    }
    reader.directive(found[1] ?? '', words.trim(), first, row, code[row + 1] ?? '');
  }
  return reader.finish(code.length);
}

class DirectiveReader {
  private readonly groups: Group[] = [];
  private readonly branchOfRow: (Branch | undefined)[] = [];
  private readonly groupOfRow: (Group | undefined)[] = [];
  private current: Branch | undefined;
  private unseen = 0;

  plain(row: number): void {
    this.branchOfRow[row] = this.current;
  }

  directive(word: string, condition: string, first: number, last: number, next: string): void {
    if (/^if/.test(word)) {
      const group: Group = { branches: [], isGuard: false };
      this.groups.push(group);
      const name = /^\w+/.exec(condition)?.[0] ?? '';
      group.isGuard = word === 'ifndef' && isDefinitionOf(next, name);
      this.mark(group, this.current, first, last);
      this.open(group, conditionOf(word, condition), this.current, last);
      return;
    }
    const branch = this.current ?? this.begunBefore();
    branch.end = first;
    const { group, parent } = branch;
    this.mark(group, parent, first, last);
    if (word === 'endif') this.current = parent;
    else this.open(group, conditionOf(word, condition), parent, last);
  }

  finish(rows: number): Directives {
    for (let open = this.current; open !== undefined; open = open.parent) open.end = rows;
    const { groups, branchOfRow, groupOfRow } = this;
    return { groups, branchOfRow, groupOfRow };
  }

  private open(
    group: Group,
    condition: Condition,
    parent: Branch | undefined,
    first: number,
  ): Branch {
    const depth = parent === undefined ? 0 : parent.depth + 1;
    const branch = { group, condition, parent, depth, first, end: first };
    group.branches.push(branch);
    this.current = branch;
    return branch;
  }

  /** All rows so far that stand in nothing else are its first branch. */
  private begunBefore(): Branch {
    const group: Group = { branches: [], isGuard: false };
    this.groups.push(group);
    this.unseen += 1;
    const condition: Condition = { kind: 'atom', name: `an #if before the lines (${this.unseen})` };
    const branch = this.open(group, condition, undefined, -1);
    for (let row = this.branchOfRow.length - 1; row >= 0; row -= 1) {
      if (this.branchOfRow[row] !== undefined || this.groupOfRow[row] !== undefined) break;
      this.branchOfRow[row] = branch;
    }
    return branch;
  }

  private mark(group: Group, around: Branch | undefined, first: number, last: number): void {
    for (let row = first; row <= last; row += 1) {
      this.branchOfRow[row] = around;
      this.groupOfRow[row] = group;
    }
  }
}

function conditionOf(word: string, text: string): Condition {
  const name = /^\w+/.exec(text)?.[0] ?? '';
  switch (word) {
    case 'ifdef':
    case 'elifdef':
      return { kind: 'atom', name };
    case 'ifndef':
    case 'elifndef':
      return not({ kind: 'atom', name });
    case 'else':
      return { kind: 'constant', value: true };
    default:
      return readCondition(text);
  }
}

function isDefinitionOf(line: string, name: string): boolean {
  return name !== '' && /^[ \t]*#[ \t]*define[ \t]+(\w+)/.exec(line)?.[1] === name;
}
