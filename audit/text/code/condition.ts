// SPDX-License-Identifier: GPL-2.0-or-later

/** The condition of an `#if`: what the preprocessor would compute from macros and the version. */
export type Condition =
  | { readonly kind: 'atom'; readonly name: string }
  | { readonly kind: 'not'; readonly inner: Condition }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  /** `LINUX_VERSION_CODE >= version`. */
  | { readonly kind: 'from'; readonly version: number }
  | { readonly kind: 'constant'; readonly value: boolean };

/** KERNEL_VERSION() */
export function kernelVersion(major: number, minor: number, patch: number): number {
  return major * 0x10000 + minor * 0x100 + Math.min(patch, 255);
}

export function not(inner: Condition): Condition {
  return inner.kind === 'not' ? inner.inner : { kind: 'not', inner };
}

/** Longer ones, or deeper ones, are one thing that nothing is known of. */
const TOKEN_LIMIT = 200;

/** Reads the words after `#if` and `#elif`. What it does not understand is an atom of its own. */
export function readCondition(text: string): Condition {
  const tokens = text.match(/\w+|&&|\|\||[=!<>]=|<<|>>|[^\s\w]/g) ?? [];
  const whole: Condition = { kind: 'atom', name: tokens.join(' ').slice(0, 200) };
  if (tokens.length > TOKEN_LIMIT) return whole;
  const reader = new ConditionReader(tokens);
  const condition = reader.alternatives();
  return reader.atEnd ? condition : whole;
}

/** `a || b`, `a && b`, `!a`, comparisons, calls, and parentheses, by recursive descent. */
class ConditionReader {
  private next = 0;

  constructor(private readonly tokens: readonly string[]) {}

  get atEnd(): boolean {
    return this.next === this.tokens.length;
  }

  alternatives(): Condition {
    return this.joined('||', 'or', () => this.joined('&&', 'and', () => this.negation()));
  }

  private joined(operator: string, kind: 'and' | 'or', part: () => Condition): Condition {
    const first = part();
    const parts = [first];
    while (this.tokens[this.next] === operator) {
      this.next += 1;
      parts.push(part());
    }
    return parts.length === 1 ? first : { kind, parts };
  }

  private negation(): Condition {
    if (this.tokens[this.next] !== '!') return this.primary();
    this.next += 1;
    return not(this.negation());
  }

  private primary(): Condition {
    const start = this.next;
    if (this.tokens[start] === '(') {
      this.next += 1;
      const inner = this.alternatives();
      if (this.tokens[this.next] === ')') {
        this.next += 1;
        if (!isComparison(this.tokens[this.next])) return inner;
      }
      this.next = start;
    }
    return this.comparison();
  }

  /** Everything up to `&&`, `||` or the parenthesis around it. */
  private comparison(): Condition {
    const words: string[] = [];
    let depth = 0;
    for (; this.next < this.tokens.length; this.next += 1) {
      const token = this.tokens[this.next] ?? '';
      if (depth === 0 && (token === '&&' || token === '||' || token === ')')) break;
      if (token === '(') depth += 1;
      if (token === ')') depth -= 1;
      words.push(token);
    }
    return comparisonOf(words.join(''));
  }
}

function isComparison(token: string | undefined): boolean {
  return token !== undefined && /^([=!<>]=|[<>])$/.test(token);
}

const VERSION = 'KERNEL_VERSION\\((\\d{1,5}),(\\d{1,5}),(\\d{1,5})\\)';
const CODE = '\\(?LINUX_VERSION_CODE\\)?';
const CODE_FIRST = new RegExp(`^${CODE}(<=|>=|<|>)${VERSION}$`);
const CODE_LAST = new RegExp(`^${VERSION}(<=|>=|<|>)${CODE}$`);
const TURNED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function comparisonOf(text: string): Condition {
  if (/^\d+[uUlL]*$/.test(text)) return { kind: 'constant', value: !/^0+[uUlL]*$/.test(text) };
  const defined = /^(?:defined|IS_ENABLED|IS_REACHABLE|IS_BUILTIN)\(?(\w+)\)?$/.exec(text)?.[1];
  if (defined !== undefined) return { kind: 'atom', name: defined };
  const zero = /^(\w+)==0$/.exec(text)?.[1];
  if (zero !== undefined) return not({ kind: 'atom', name: zero });
  const one = /^(\w+)(?:!=0|==1|>0|>=1)$/.exec(text)?.[1];
  if (one !== undefined) return { kind: 'atom', name: one };
  const first = CODE_FIRST.exec(text);
  if (first !== null) return versionTest(first[1] ?? '', first.slice(2));
  const last = CODE_LAST.exec(text);
  if (last !== null) return versionTest(TURNED[last[4] ?? ''] ?? '', last.slice(1, 4));
  // `A < B` is not (`A >= B`), so that both name one atom.
  const less = /^([^<>=]+)<([^<>=].*)$/.exec(text);
  if (less !== null) return not({ kind: 'atom', name: `${less[1]}>=${less[2]}` });
  return { kind: 'atom', name: text };
}

function versionTest(operator: string, numbers: readonly string[]): Condition {
  const [major = 0, minor = 0, patch = 0] = numbers.map(Number);
  const version = kernelVersion(major, minor, patch);
  switch (operator) {
    case '>=':
      return { kind: 'from', version };
    case '<':
      return not({ kind: 'from', version });
    case '>':
      return { kind: 'from', version: version + 1 };
    default:
      return not({ kind: 'from', version: version + 1 });
  }
}

/** What is known when a condition is evaluated: undefined is unknown. */
interface KnownAtoms {
  readonly version: number;
  atom(name: string): boolean | undefined;
}

export function evaluate(condition: Condition, known: KnownAtoms): boolean | undefined {
  switch (condition.kind) {
    case 'constant':
      return condition.value;
    case 'atom':
      return known.atom(condition.name);
    case 'from':
      return known.version >= condition.version;
    case 'not': {
      const inner = evaluate(condition.inner, known);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
    case 'or': {
      const decides = condition.kind === 'or';
      const values = condition.parts.map((part) => evaluate(part, known));
      if (values.includes(decides)) return decides;
      return values.includes(undefined) ? undefined : !decides;
    }
  }
}

/** The atoms that must have a value where a condition is true. */
export function literalsOf(condition: Condition, value = true): readonly [string, boolean][] {
  switch (condition.kind) {
    case 'atom':
      return [[condition.name, value]];
    case 'not':
      return literalsOf(condition.inner, !value);
    case 'and':
    case 'or':
      if ((condition.kind === 'and') !== value) return [];
      return condition.parts.flatMap((part) => literalsOf(part, value));
    case 'from':
    case 'constant':
      return [];
  }
}

/** The versions that a condition draws a line at. */
export function versionsOf(condition: Condition): readonly number[] {
  switch (condition.kind) {
    case 'from':
      return [condition.version];
    case 'not':
      return versionsOf(condition.inner);
    case 'and':
    case 'or':
      return condition.parts.flatMap(versionsOf);
    case 'atom':
    case 'constant':
      return [];
  }
}
