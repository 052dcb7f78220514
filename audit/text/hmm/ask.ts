// SPDX-License-Identifier: GPL-2.0-or-later

export const FAULT = 1;
export const ASKS_WRITE = 2;

/** What an expression asks for: the bits it has in any case, and those it has in some case. */
export interface CodeAsk {
  readonly must: number;
  readonly may: number;
}

export const NOTHING: CodeAsk = { must: 0, may: 0 };
const EVERYTHING: CodeAsk = { must: FAULT | ASKS_WRITE, may: FAULT | ASKS_WRITE };

/** A driver's own names for the bits, by expression: `NVIF_…_V` is FAULT. */
export type Vocabulary = ReadonlyMap<string, number>;

/**
 * Reads the bits of an expression in either format: names of the interface, names that the driver
 * gave them, or raw bits; undefined if part of it is something else, such as a variable.
 */
export function askInText(text: string, vocabulary: Vocabulary): CodeAsk | undefined {
  const expression = unwrapped(text);
  const known = vocabulary.get(expression.replace(/\s+/g, ''));
  if (known !== undefined) return { must: known, may: known };
  const [condition = '', ...choices] = topLevelParts(expression, '?');
  if (choices.length > 0) {
    const branches = expression.slice(condition.length + 1);
    const [yes = '', ...no] = topLevelParts(branches, ':');
    const one = askInText(yes, vocabulary);
    const other = askInText(no.join(':'), vocabulary);
    return one === undefined || other === undefined ? undefined : either(one, other);
  }
  const terms = topLevelParts(expression, '|');
  if (terms.length === 1) return termAsk(expression);
  const asks = terms.map((term) => askInText(term, vocabulary));
  return asks.reduce<CodeAsk | undefined>(
    (sum, ask) => (sum === undefined || ask === undefined ? undefined : joinedAsk(sum, ask)),
    NOTHING,
  );
}

/** One of two, nobody knows which. */
export function either(one: CodeAsk, other: CodeAsk): CodeAsk {
  return { must: one.must & other.must, may: one.may | other.may };
}

export function joinedAsk(one: CodeAsk, other: CodeAsk): CodeAsk {
  return { must: one.must | other.must, may: one.may | other.may };
}

/** The bits in words; WRITE alone is not what it seems. */
export function askText({ must, may }: CodeAsk): string {
  if (must !== may) return may === ASKS_WRITE ? 'at most WRITE' : 'a fault in some cases';
  const names = ['nothing', 'a read fault', 'WRITE without FAULT (nothing)', 'a write fault'];
  return names[must] ?? 'nothing';
}

function termAsk(term: string): CodeAsk | undefined {
  const plain = term.replace(/\s+/g, '');
  if (/^(0(x0+)?U?L{0,2}|(\w+\[)?HMM_PFN_NONE\]?)$/i.test(plain)) return NOTHING;
  if (/^(-1U?L{0,2}|~0U?L{0,2}|U(LONG|LLONG|INT64|64)_MAX)$/i.test(plain)) return EVERYTHING;
  const bits = namedBits(plain) ?? rawBits(plain);
  return bits === undefined ? undefined : { must: bits, may: bits };
}

function namedBits(term: string): number | undefined {
  if (!/^[\w.>[\]-]+$/.test(term)) return undefined;
  if (/^HMM_PFN_REQ_WRITE$|HMM_PFN_WRITE\b|^[A-Z]\w*_(W|WRITE)$/.test(term)) return ASKS_WRITE;
  if (/^HMM_PFN_REQ_FAULT$|HMM_PFN_VALID\b|^[A-Z]\w*_(V|VALID|R|READ)$/.test(term)) return FAULT;
  return undefined;
}

/** Bits 63 and 62, as the documentation of the removed format wrote them. */
function rawBits(term: string): number | undefined {
  const shift = /^(?:\(?1U?L{0,2}<<|BIT(?:_ULL)?\()(6[23])\)?$/i.exec(term)?.[1];
  if (shift === undefined) return undefined;
  return shift === '63' ? FAULT : ASKS_WRITE;
}

/** Splits at a character outside of parentheses. */
function topLevelParts(text: string, at: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === at && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function unwrapped(text: string): string {
  const trimmed = text.trim().replace(/^\((unsigned long|u64|uint64_t)\)\s*/, '');
  if (!/^\(.*\)$/s.test(trimmed)) return trimmed;
  const inner = trimmed.slice(1, -1);
  let depth = 0;
  for (const char of inner) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (depth < 0) return trimmed;
  }
  return unwrapped(inner);
}
