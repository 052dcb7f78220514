// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * Where a text stops being JSON: the index of the first character that cannot stand there, the
 * text's length if it is cut short, undefined if it is JSON. `JSON.parse` decides what is JSON; its
 * messages mostly do not say where it ends, so this looks again after it has failed.
 */
export function jsonErrorAt(text: string): number | undefined {
  const scanner = new JsonScanner(text);
  return scanner.document() ? undefined : scanner.at;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;
const WORDS = ['true', 'false', 'null'];

/** Each method moves past what it is named after; on false, `at` is where that was impossible. */
class JsonScanner {
  at = 0;

  constructor(private readonly text: string) {}

  /** What is open is kept in a list, not on the stack: a text may be as deep as it is long. */
  document(): boolean {
    const open: string[] = [];
    for (;;) {
      this.space();
      if (this.take('{')) {
        this.space();
        if (!this.take('}')) {
          open.push('}');
          if (!this.key()) return false;
          continue;
        }
      } else if (this.take('[')) {
        this.space();
        if (!this.take(']')) {
          open.push(']');
          continue;
        }
      } else if (!this.scalar()) {
        return false;
      }
      if (!this.nextItem(open)) return open.length === 0 && this.at === this.text.length;
    }
  }

  /** After a value: closes what ends here, and takes the comma before the next value. */
  private nextItem(open: string[]): boolean {
    for (;;) {
      this.space();
      const close = open.at(-1);
      if (close === undefined) return false;
      if (this.take(close)) open.pop();
      else return this.take(',') && (close === ']' || this.key());
    }
  }

  private key(): boolean {
    this.space();
    if (!this.string()) return false;
    this.space();
    return this.take(':');
  }

  private scalar(): boolean {
    const first = this.text.charAt(this.at);
    if (first === '"') return this.string();
    if (first !== '-' && (first < '0' || first > '9')) return this.word();
    return this.match(NUMBER) || this.cutShort(/-$/);
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
