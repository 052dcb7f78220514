// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { readBuilds, readConversion, readEncoding } from '../../audit/module/answers';
import { readDescription } from '../../audit/module/description';
import { readQuestion } from '../../audit/module/questions';
import { BIGINTS, HEX_TEXTS } from '../../audit/module/words';
import { endOfCycle, PLAIN_LOOP } from '../../drivers/loop';
import type { LoopTraits } from '../../drivers/loop-traits';
import { NOUVEAU } from '../../legacy/known-formats';
import { CORRECT } from './port';

const UNMAPPED = { kind: 'unmapped', entry: 0n };
const MAPPED = {
  kind: 'mapped',
  aperture: 'system',
  page: 1n,
  write: true,
  entry: 0x1003n,
  pageTableWord: null,
};

/** Two pages, of which the second is in question. */
function converted(outcome: unknown): unknown {
  return { kind: 'converted', pages: [UNMAPPED, outcome] };
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function throwing(): never {
  throw new Error('not for you');
}

/** An object that has one value at the first look, and another one later. */
function turning(name: string, first: unknown, later: unknown): object {
  let looks = 0;
  const get = (): unknown => (looks++ === 0 ? first : later);
  return Object.defineProperty({}, name, { enumerable: true, get });
}

const PAGES = "convert() with 2 pages: {kind: 'converted', pages}";

describe(`what is no answer of ${PAGES}`, () => {
  const later = 'then';
  it.each<readonly [string, unknown, string]>([
    ['nothing', undefined, "convert(): expected {kind: 'converted', pages} with 2 pages, or"],
    ['null', null, "or {kind: 'refused', page, code}, got null"],
    ['a Promise', Promise.resolve(converted(UNMAPPED)), 'got a Promise'],
    ['a function', () => converted(UNMAPPED), 'got a function'],
    ['a thenable', { ...Object(converted(UNMAPPED)), [later]: () => {} }, 'got also "then"'],
    ['another kind', { kind: 'Converted', n: 9 }, "convert().kind: expected 'converted' or 'refu"],
    ['too few pages', { kind: 'converted', pages: [UNMAPPED] }, 'an array of 2, one for each page'],
    ['too many', { kind: 'converted', pages: Array(3).fill(UNMAPPED) }, 'got an array of 3'],
    [
      'an array with holes',
      { kind: 'converted', pages: Array(2) },
      'pages[0]: expected an outcome',
    ],
    ['an array-like', { kind: 'converted', pages: { length: 2 } }, 'got an object {length}'],
    ['a typed array', { kind: 'converted', pages: new Uint8Array(2) }, 'expected an array of 2'],
    [
      'a throwing getter',
      {
        get kind() {
          return throwing();
        },
      },
      'exception Error: not for you',
    ],
    ['a revoked proxy', revoked(), 'got what throws when it is read: exception TypeError'],
    ['a proxy that throws', new Proxy({}, { get: throwing, ownKeys: throwing }), 'got what throws'],
    ['an outcome of no kind', converted({ entry: 0n }), 'pages[1].kind: expected one of unmapped'],
    ['a symbol', converted({ kind: Symbol('mapped') }), 'got Symbol(mapped)'],
    ['a negative word', converted({ ...UNMAPPED, entry: -1n }), 'a bigint of 64 bits, got -1'],
    ['a wide word', converted({ ...MAPPED, page: 1n << 64n }), 'pages[1].page: expected a bigint'],
    ['a number', converted({ ...UNMAPPED, entry: 0 }), 'a bigint of 64 bits, got 0'],
    ['NaN', converted({ ...UNMAPPED, entry: Number.NaN }), 'a bigint of 64 bits, got NaN'],
    ['toString() that throws', converted({ ...UNMAPPED, entry: { toString: throwing } }), 'got an'],
    ['no word', converted({ ...MAPPED, pageTableWord: undefined }), 'or null, got nothing'],
    ['no right', converted({ ...MAPPED, write: 1 }), 'pages[1].write: expected true or false'],
    ['an aperture', converted({ ...MAPPED, aperture: 'gart' }), "expected 'system' or 'vram'"],
    [
      'another key',
      converted({ ...MAPPED, wirte: true }),
      '(did you mean write?), got also "wirte"',
    ],
    ['a key of another kind', converted({ ...UNMAPPED, page: 1n }), 'got also "page"'],
    [
      'a text with a line end',
      converted({ kind: 'told', entry: 0n, text: 'a\nb' }),
      'expected text',
    ],
    [
      'a long text',
      converted({ kind: 'error', entry: 0n, code: 'x'.repeat(201) }),
      '1 to 200 char',
    ],
    [
      'a page beyond',
      { kind: 'refused', page: 2, code: '-EFAULT' },
      'the number of a page, from 0',
    ],
    ['no page', { kind: 'refused', page: 0.5, code: '-EFAULT' }, 'convert().page: expected the'],
    ['no code', { kind: 'refused', page: 0 }, 'convert().code: expected text of 1 to 200'],
  ])('%s', (_, value, message) => {
    expect(() => readConversion(value, 'convert()', 2, BIGINTS)).toThrow(message);
  });

  it('is copied at the first look', () => {
    const kind = Object.assign(turning('kind', 'unmapped', 'mapped'), { entry: 7n });
    const seven = { kind: 'converted', pages: [UNMAPPED, { kind: 'unmapped', entry: 7n }] };
    expect(readConversion(converted(kind), 'convert()', 2, BIGINTS)).toEqual(seven);
    const word = Object.assign(turning('entry', 7n, 8n), { kind: 'unmapped' });
    expect(readConversion(converted(word), 'convert()', 2, BIGINTS)).toEqual(seven);
  });

  it('is read again from what came over the line, with words as texts', () => {
    const line = (entry: unknown): unknown => ({
      kind: 'converted',
      pages: [{ kind: 'unmapped', entry }],
    });
    expect(readConversion(line('0x1f'), 'convert()', 1, HEX_TEXTS)).toEqual({
      kind: 'converted',
      pages: [{ kind: 'unmapped', entry: 0x1fn }],
    });
    for (const entry of ['31', '0x', '0x1F', '0x10000000000000000', 31, null]) {
      expect(() => readConversion(line(entry), 'convert()', 1, HEX_TEXTS)).toThrow('a word in hex');
    }
  });
});

describe('what is no answer of encode() and builds()', () => {
  it.each<readonly [string, unknown, string]>([
    ['too few asks', { defaults: 0, mask: 2, asks: [1] }, 'encode().asks: expected an array of 2'],
    [
      'an ask that is none',
      { defaults: 0, mask: 2, asks: [1, 5] },
      'encode().asks[1]: expected one',
    ],
    [
      'NaN',
      { defaults: 0, mask: Number.NaN, asks: [1, 1] },
      'encode().mask: expected one of the va',
    ],
    ['a bigint', { defaults: 0n, mask: 2, asks: [1, 1] }, 'encode().defaults: expected one of the'],
    ['another key', { default: 0, defaults: 0, mask: 2, asks: [1, 1] }, '(did you mean defaults?)'],
  ])('%s', (_, value, message) => {
    expect(() => readEncoding(value, 'encode()', 2)).toThrow(message);
  });

  it.each([1, 'yes', undefined, Promise.resolve(true), Object(true)])('%s', (value) => {
    expect(() => readBuilds(value, 'builds()')).toThrow('builds(): expected true or false');
  });
});

/** A loop in the short form. */
const TRAITS: LoopTraits = {
  rebuildsRequests: false,
  retriesOnNoPages: false,
  checksSequence: true,
  setsPolicyAgain: false,
  timeLimitMs: 1000,
};

describe('a loop in the short form', () => {
  const { before, after } = CORRECT;
  const read = (loop: LoopTraits) =>
    readDescription({ before, after: { ...after, loop } }, BIGINTS, 'functions').after.loop;

  it('is one with a deadline', () => {
    expect(read(TRAITS)).toEqual(PLAIN_LOOP);
    expect(read({ ...TRAITS, rebuildsRequests: true }).rewrites).toBe('requests');
    expect(read({ ...TRAITS, setsPolicyAgain: true }).rewrites).toBe('flags');
    expect(read({ ...TRAITS, checksSequence: false }).check).toEqual({ kind: 'by-caller' });
  });

  it('or without a bound', () => {
    expect(read({ ...TRAITS, timeLimitMs: Number.POSITIVE_INFINITY }).bounds).toEqual([]);
    const late = read({ ...TRAITS, timeLimitMs: 1e15 });
    expect(endOfCycle(late, ['busy', 'stale'])).toBe('nothing');
    expect(endOfCycle(PLAIN_LOOP, ['busy', 'stale'])).toBe('deadline');
  });
});

describe('what is no driver', () => {
  const { before, after } = CORRECT;
  const loop = { ...TRAITS, checkSequence: true };
  const format = { kind: 'customizable', revision: 'v5.7', format: { fields: NOUVEAU.fields } };
  const shifted = { ...format, format: { fields: { ...NOUVEAU.fields, pfnShift: 64 } } };
  const version = (changes: object): unknown => ({ before: { ...before, ...changes }, after });

  it.each<readonly [string, unknown, string]>([
    ['nothing', undefined, 'default: expected {before, after}, got nothing'],
    [
      'another key',
      { before, after, titel: '' },
      'only name, title, before, after (did you mean ti',
    ],
    ['a key of the loop', version({ loop }), 'default.before.loop: expected only rebuildsRequests'],
    ['a key like another', version({ loop }), '(did you mean checksSequence?), got also "checkSeq'],
    [
      'a key of a loop in full',
      version({ loop: { ...after.loop, sequense: 'once' } }),
      'default.before.loop.sequense: expected no field of this name (a loop has call, sequence, ',
    ],
    [
      'a bound without a time',
      version({ loop: { ...after.loop, bounds: [{ kind: 'deadline', ms: 1 / 0 }] } }),
      'default.before.loop.bounds[0].ms: expected a whole number of milliseconds from 1 on (a loop ',
    ],
    [
      'a sequence of no piece',
      version({ loop: { ...after.loop, sequence: 'each-piece' } }),
      'default.before.loop.pieces.kind: expected a loop with pieces of some pages',
    ],
    [
      'another release',
      version({ format: { kind: 'fixed', revision: 'v5.7' } }),
      'default.before.format.revision: expected a release from 5.8 to 7.3, such as 6.12, got "v5.7"',
    ],
    [
      'a key of the format',
      version({ format: { kind: 'fixed', release: '6.12' } }),
      'only kind, revision',
    ],
    ['a shift', version({ format: shifted }), 'fields.pfnShift: expected an integer from 0 to 63'],
    ['no function', version({ convert: 1 }), 'default.before.convert: expected a function, got 1'],
    ['no owner', version({ owner: 1e300 }), 'default.before.owner: expected an integer from 0 on'],
    [
      'a time that is none',
      version({ loop: { ...TRAITS, timeLimitMs: -1 } }),
      'timeLimitMs: expec',
    ],
    ['a name that steers', { before, after, name: 'a\n\x1b[2J' }, 'got "a\\n\\u001b[2J"'],
    [
      'a title that turns',
      { before, after, title: 'a \u202eb' },
      'none of them a control character',
    ],
    ['an empty name', { before, after, name: ' ' }, 'default.name: expected text of 1 to 200'],
  ])('%s', (_, value, message) => {
    expect(() => readDescription(value, BIGINTS, 'functions')).toThrow(message);
  });

  it('is not the one of another copy of this package', () => {
    const read = readDescription(version({ format }), BIGINTS, 'functions');
    expect(read.before.format).toMatchObject({ kind: 'customizable', revision: 'v5.7' });
  });
});

describe('a question', () => {
  it('is read as it was written', () => {
    const question = readQuestion('convert after read,write 1f,2f 7=1,8=2 100 dead0003');
    if (question.ask !== 'convert') throw new Error(question.ask);
    const { accesses, words, facts, stale } = question.window;
    expect({ accesses, words, stale }).toEqual({
      accesses: ['read', 'write'],
      words: [0x1fn, 0x2fn],
      stale: 0xdead_0003n,
    });
    expect([7n, 8n, 9n].map((pfn) => facts.deviceOwner(pfn))).toEqual([1, 2, 0]);
    expect([0x100n, 7n].map((pfn) => facts.isZeroPage(pfn))).toEqual([true, false]);
  });

  it('is no other text', () => {
    for (const text of ['', 'convert', 'ask after read', 'builds after fly']) {
      expect(() => readQuestion(text)).toThrow(TypeError);
    }
  });
});
