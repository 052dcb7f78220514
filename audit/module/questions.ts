// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultedWindow, PageFacts } from '../../drivers/conversion';
import { ACCESSES, type Access } from '../../drivers/driver';

/*
 * Questions to a module's process as texts without a line end. A text says all that the answer may
 * depend on, so equal texts are the same question.
 */

/** Which version is asked, and for which window. */
interface WindowQuestion {
  readonly ask: 'encode' | 'builds';
  readonly of: 'before' | 'after';
  readonly accesses: readonly Access[];
}

/** What a version makes of an array. */
interface ConvertQuestion {
  readonly ask: 'convert';
  readonly of: 'before' | 'after';
  readonly window: FaultedWindow;
}

/** What a module can be asked about its driver. */
export type Question = WindowQuestion | ConvertQuestion;

/** The device pages of a scenario and the zero page, from which {@link PageFacts} answer. */
interface FactList {
  readonly owners: ReadonlyMap<bigint, number>;
  readonly zeroPage: bigint;
}

/** `builds before read,write` */
export function windowQuestion({ ask, of, accesses }: WindowQuestion): string {
  return `${ask} ${of} ${accesses.join()}`;
}

/** `convert after read,write 1f,2f 7=1,8=2 100 dead0003`: words, owners, zero page, stale word. */
export function convertQuestion(
  of: 'before' | 'after',
  { accesses, words, stale }: FaultedWindow,
  { owners, zeroPage }: FactList,
): string {
  const pages = Array.from(owners, ([pfn, owner]) => `${pfn.toString(16)}=${owner}`);
  return [
    'convert',
    of,
    accesses.join(),
    words.map((word) => word.toString(16)).join(),
    pages.join(),
    zeroPage.toString(16),
    stale.toString(16),
  ].join(' ');
}

/**
 * Reads a question.
 * @throws TypeError for a text that the two functions above do not make.
 */
export function readQuestion(text: string): Question {
  const [ask, of, accessList = '', words = '', owners = '', zeroPage = '', stale = ''] =
    text.split(' ');
  if (of !== 'before' && of !== 'after') throw new TypeError(`no version in the question ${text}`);
  const accesses = accessList === '' ? [] : accessList.split(',').map(access);
  if (ask === 'encode' || ask === 'builds') return { ask, of, accesses };
  if (ask !== 'convert') throw new TypeError(`no question: ${text}`);
  const facts = factsOf(
    new Map(owners === '' ? [] : owners.split(',').map((one) => owner(one))),
    word(zeroPage),
  );
  const window: FaultedWindow = {
    accesses,
    words: words === '' ? [] : words.split(',').map(word),
    facts,
    stale: word(stale),
  };
  return { ask, of, window };
}

function factsOf(owners: ReadonlyMap<bigint, number>, zeroPage: bigint): PageFacts {
  return {
    deviceOwner: (pfn) => owners.get(pfn) ?? 0,
    isZeroPage: (pfn) => pfn === zeroPage,
  };
}

function access(text: string): Access {
  const found = ACCESSES.find((one) => one === text);
  if (found === undefined) throw new TypeError(`no access: ${text}`);
  return found;
}

function word(text: string): bigint {
  return BigInt(`0x${text}`);
}

function owner(text: string): readonly [bigint, number] {
  const [pfn = '', number = ''] = text.split('=');
  return [word(pfn), Number(number)];
}
