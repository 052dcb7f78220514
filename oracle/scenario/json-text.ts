// SPDX-License-Identifier: GPL-2.0-or-later
import { fieldPath } from './input-error';

/** Deeper values are refused: no document of ours comes near it, and whoever walks one has a stack. */
export const JSON_DEPTH_LIMIT = 64;

/** What is wrong with a JSON text, and the index of the character where that shows. */
export type JsonProblem = {
  readonly at: number;
} /** No character of JSON; the text's length if the text is cut short. */ & (
  | { readonly kind: 'syntax' }
  /** A key that its object has already; `field` is its path. */
  | { readonly kind: 'duplicate'; readonly field: string }
  /** A number that a double does not hold: it would be read as another one. */
  | { readonly kind: 'number'; readonly field: string; readonly text: string }
  | { readonly kind: 'depth' }
);

/**
 * Where a text stops being JSON: the index of the first character that cannot stand there, the
 * text's length if it is cut short, undefined if it is JSON. `JSON.parse` decides what is JSON; its
 * messages mostly do not say where it ends, so this looks again after it has failed.
 */
export function jsonProblem(text: string): JsonProblem | undefined {
  const scanner = new JsonScanner();
  const problem = scanner.scan(text);
  if (problem !== undefined || scanner.isComplete) return problem;
  return { kind: 'syntax', at: text.length };
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;
const WORDS = ['true', 'false', 'null'];

/** An object or an array that is not closed yet, and the path to what is being read in it. */
type Open =
  | { readonly close: '}'; readonly keys: Set<string>; key: string }
  | { readonly close: ']'; index: number };

/** What may come next. */
type Next = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

/**
 * Reads one JSON document, given in pieces that are cut at line ends: no token crosses one.
 * What is open is kept in a list, not on the stack.
 */
export class JsonScanner {
  private text = '';
  private at = 0;
  private next: Next = 'value';
  private readonly open: Open[] = [];
  private problem: JsonProblem | undefined;

  /** Whether the document has ended; white space alone may follow. */
  get isComplete(): boolean {
    return this.next === 'nothing';
  }

  /** Reads on; undefined if this may be how a document goes on. */
  scan(text: string): JsonProblem | undefined {
    this.text = text;
    this.at = 0;
    for (;;) {
      this.space();
      if (this.at === text.length) return undefined;
      const next = this.token();
      if (next === undefined) return this.problem ?? { kind: 'syntax', at: this.at };
      this.next = next;
    }
  }

  /** Moves past a token; returns what may come after it, undefined if it may not stand here. */
  private token(): Next | undefined {
    switch (this.next) {
      case 'value or ]':
        return this.take(']') ? this.close() : this.value();
      case 'value':
        return this.value();
      case 'key or }':
        return this.take('}') ? this.close() : this.key();
      case 'key':
        return this.key();
      case ':':
        return this.take(':') ? 'value' : undefined;
      case ', or end':
        return this.separator();
      case 'nothing':
        return undefined;
    }
  }

  private value(): Next | undefined {
    const start = this.at;
    if (this.take('{')) return this.enter({ close: '}', keys: new Set(), key: '' }, start);
    if (this.take('[')) return this.enter({ close: ']', index: 0 }, start);
    return this.scalar() ? this.afterValue() : undefined;
  }

  private enter(one: Open, at: number): Next | undefined {
    if (this.open.length === JSON_DEPTH_LIMIT) return this.refuse({ kind: 'depth', at });
    this.open.push(one);
    return one.close === '}' ? 'key or }' : 'value or ]';
  }

  private close(): Next {
    this.open.pop();
    return this.afterValue();
  }

  private afterValue(): Next {
    return this.open.length === 0 ? 'nothing' : ', or end';
  }

  private separator(): Next | undefined {
    const one = this.open.at(-1);
    if (one === undefined) return undefined;
    if (this.take(one.close)) return this.close();
    if (!this.take(',')) return undefined;
    if (one.close === '}') return 'key';
    one.index++;
    return 'value';
  }

  private key(): Next | undefined {
    const start = this.at;
    const one = this.open.at(-1);
    if (one?.close !== '}' || !this.string()) return undefined;
    one.key = String(JSON.parse(this.text.slice(start, this.at)));
    if (one.keys.has(one.key)) return this.refuse({ kind: 'duplicate', at: start, ...this.here() });
    one.keys.add(one.key);
    return ':';
  }

  private scalar(): boolean {
    const first = this.text.charAt(this.at);
    if (first === '"') return this.string();
    if (first !== '-' && (first < '0' || first > '9')) return this.word();
    return this.number();
  }

  private number(): boolean {
    const at = this.at;
    if (!this.match(NUMBER)) return this.cutShort(/-$/);
    const text = this.text.slice(at, this.at);
    if (holdsExactly(text)) return true;
    this.refuse({ kind: 'number', at, text, ...this.here() });
    return false;
  }

  /** The path of what is being read. */
  private here(): { readonly field: string } {
    const field = this.open.reduce(
      (path, one) => (one.close === '}' ? fieldPath(path, one.key) : `${path}[${one.index}]`),
      '',
    );
    return { field };
  }

  private refuse(problem: JsonProblem): undefined {
    this.problem = problem;
    return undefined;
  }

  private string(): boolean {
    const { text } = this;
    if (!this.take('"')) return false;
    while (this.at < text.length) {
      if (this.take('"')) return true;
      if (text.charAt(this.at) === '\\') {
        if (!this.match(ESCAPE)) return this.cutShort(/\\(?:u[0-9A-Fa-f]{0,3})?$/);
      } else if (text.charCodeAt(this.at) < 0x20) {
        return false;
      } else {
        this.at++;
      }
    }
    return false;
  }

  private word(): boolean {
    const word = WORDS.find((candidate) => this.text.startsWith(candidate, this.at));
    if (word === undefined) return this.cutShort(/(?:t|tr|tru|f|fa|fal|fals|n|nu|nul)$/);
    this.at += word.length;
    return true;
  }

  /** Steps over the rest of the text if it is the beginning of something; there is no more of it. */
  private cutShort(beginning: RegExp): false {
    const rest = this.text.slice(this.at, this.at + 8);
    if (this.at + rest.length === this.text.length && beginning.exec(rest)?.index === 0) {
      this.at = this.text.length;
    }
    return false;
  }

  private match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found !== null;
  }

  private take(character: string): boolean {
    if (this.text.charAt(this.at) !== character) return false;
    this.at++;
    return true;
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\n\r'.includes(this.text.charAt(this.at))) this.at++;
  }
}

/** A decimal number without leading and trailing zeros: `digits` times ten to `exponent`. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/**
 * Whether a number of a JSON text is written again as the number that it is: not one that a double
 * rounds (2^53 + 1, 1e-400), makes infinite (1e400), or whose sign is lost (-0).
 *
 * @param text a number as JSON spells it.
 */
export function holdsExactly(text: string): boolean {
  const value = Number(text);
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  const [given, kept] = [decimalOf(text), decimalOf(String(value))];
  return given.digits === kept.digits && given.exponent === kept.exponent;
}

function decimalOf(text: string): Decimal {
  const [, whole = '', fraction = '', power = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = withoutTrailingZeros(`${whole}${fraction}`);
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return { digits: '', exponent: 0 };
  const exponent = Number(power) - fraction.length + whole.length + fraction.length - digits.length;
  return { digits: significant, exponent };
}

/** By hand: a pattern that ends in `0+$` takes quadratic time over zeros that others follow. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}
