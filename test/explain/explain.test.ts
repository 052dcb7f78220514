// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { explain } from '../../oracle/explain/explain';
import { makeSide, Runner } from '../../oracle/run/runner';
import { readScenario } from '../../oracle/scenario/read';
import type { EntryDocument } from '../../oracle/scenario/schema';
import { writeScenario } from '../../oracle/scenario/write';
import { faultySide } from '../faults/graph';
import { at, explained, sampleDocument } from './samples';

const PROTNONE: EntryDocument = {
  at: at(0),
  level: 'pte',
  is: 'present',
  pfn: '0x2000',
  write: true,
  protnone: true,
};

describe('an explanation', () => {
  it('is plain JSON, with the scenario as a document', () => {
    const document = sampleDocument('.', 1, [PROTNONE]);
    const explanation = explained(document);
    const json = JSON.parse(JSON.stringify(explanation));
    expect(Object.keys(json)).toEqual([
      'source',
      'scenario',
      'format',
      'pages',
      'pagesLeftOut',
      'sides',
      'notes',
      'pairs',
      'broken',
      'fresh',
    ]);
    expect(json.scenario).toEqual(writeScenario(readScenario(document, { file: 'sample.json' })));
    expect(json.pages).toEqual([
      {
        first: 0,
        pages: 1,
        at: at(0),
        vma: 0,
        slot: PROTNONE,
        pfn: '0x2000',
        request: '.',
        effective: '.',
        words: ['v5.7', 'legacy', 'modern'].map((side) => ({
          side,
          word: side === 'modern' ? '0x2000' : '0x2000001',
          step: '0x0',
          bits: { flags: side === 'modern' ? [] : ['VALID'], values: [], pfn: '0x2000' },
          holds: 'output',
          met: { what: 'pte-protnone', write: true },
          state: side === 'modern' ? 'stray' : 'read',
          pfn: '0x2000',
        })),
      },
    ]);
    expect(json.pairs.map((pair: { verdict: string }) => pair.verdict)).toEqual([
      'equal',
      'differ',
    ]);
  });

  it('says which known differences and promises each page is a case of', () => {
    const entries = [0, 1, 3].map((page) => ({ ...PROTNONE, at: at(page) }));
    const { pairs, broken } = explained(sampleDocument('4.', 4, entries));
    expect(pairs[1]).toMatchObject({
      causes: [
        {
          id: 'pte-protnone-valid',
          aspects: [],
          pages: [
            { first: 0, pages: 2 },
            { first: 3, pages: 1 },
          ],
        },
      ],
    });
    expect(broken).toMatchObject([
      { id: 'valid-is-accessible.pte-protnone', sides: ['v5.7', 'legacy'] },
      { id: 'invalid-says-nothing.pte-protnone', sides: ['modern'] },
    ]);
  });

  it('says what nothing known explains', () => {
    const space = new AddressSpace();
    const fault = {
      name: 'no WRITE',
      file: 'modern/hmm-pfns.ts',
      within: 'accessFlags',
      right: 'return ($entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;',
      wrong: 'return VALID;',
    };
    const runner = new Runner(space, [
      makeSide('legacy', space),
      faultySide(fault, 'modern', space),
    ]);
    const document = sampleDocument('.', 1, [{ ...PROTNONE, protnone: false }]);
    const scenario = readScenario(document, { file: 'sample.json' });
    const chosen = {
      file: 'sample.json',
      line: 1,
      measured: false,
      scenario,
      expect: undefined,
      entry: undefined,
    };
    const { pairs, fresh } = explain(chosen, runner);
    expect(pairs).toMatchObject([
      { verdict: 'differ', causes: [{ id: undefined, pages: [{ first: 0, pages: 1 }] }] },
    ]);
    expect(fresh).toEqual([
      {
        cause: 'legacy/modern: which rights a page has',
        broken: null,
        detail: 'pte-present, write / read',
        thrown: [],
      },
    ]);
  });

  it('says why sides cannot be compared', () => {
    const large = { ...PROTNONE, pfn: '0x20000000' };
    const { pairs, sides, pages } = explained(sampleDocument('.', 1, [large]), [
      'modern',
      'modern-32',
    ]);
    expect(pairs).toEqual([
      {
        left: 'modern',
        right: 'modern-32',
        verdict: 'incomparable',
        why: { id: 'pfn-overflow', page: 0 },
      },
    ]);
    expect(sides[1]?.overflow).toEqual({ page: 0, pfn: '0x20000000' });
    expect(pages[0]?.words.map(({ side }) => side)).toEqual(['modern']);
  });
});

describe('the customizable format', () => {
  it('is known by its driver, and not told of where no side has it', () => {
    const document = sampleDocument('.', 1, []);
    expect(explained(document).format).toEqual({ name: 'amdgpu', defects: [], asksOtherwise: [] });
    expect(explained(document, ['modern']).format).toBeUndefined();
  });

  it('that is ill-formed asks otherwise', () => {
    const document = sampleDocument('rw', 2, []);
    const legacy = { ...document.legacy, flags: { valid: '0x1', write: '0x1' } };
    expect(explained({ ...document, legacy }).format).toMatchObject({
      name: undefined,
      defects: [{ id: 'flags-equal' }],
      asksOtherwise: [{ request: 'r', meant: 'r', asked: 'w' }],
    });
  });
});

describe('pages', () => {
  const huge = { at: at(0), level: 'pmd', is: 'huge', pfn: '0x2000', write: true } as const;

  it('of a small range are told one by one', () => {
    expect(explained(sampleDocument('16.', 16, [huge])).pages).toHaveLength(16);
  });

  it('of a larger one in runs, from which each word follows', () => {
    const document = sampleDocument('256.256r', 512, [huge]);
    const { pages, pagesLeftOut } = explained(document);
    expect(pages).toMatchObject([
      {
        first: 0,
        pages: 256,
        pfn: '0x2000',
        request: '.',
        words: [{}, { step: '0x1000' }, { step: '0x1' }],
      },
      { first: 256, pages: 256, pfn: '0x2100', request: 'r' },
    ]);
    expect(pagesLeftOut).toBe(0);
  });

  it('beyond many runs are left out', () => {
    const pages = 30_000;
    const document = sampleDocument('.r'.repeat(pages / 2), pages, []);
    const explanation = explained(document, ['modern']);
    expect(explanation.pages).toHaveLength(10_000);
    expect(explanation.pagesLeftOut).toBe(20_000);
  });

  it('that were not reached hold requests', () => {
    const { pages } = explained(sampleDocument('.wrx', 4, []), ['modern']);
    expect(pages.map(({ effective }) => effective)).toEqual(['.', 'w', 'r', 'x']);
    const denied = { ...sampleDocument('.wrx', 4, []) };
    const mm = { ...denied.mm, vmas: [] };
    const words = explained({ ...denied, mm }, ['modern']).pages.map((run) => run.words[0]);
    expect(words.map((word) => [word?.holds, word?.bits.flags])).toEqual([
      ['request', []],
      ['request', ['REQ_FAULT', 'REQ_WRITE']],
      ['request', ['REQ_FAULT']],
      ['request', ['REQ_WRITE']],
    ]);
  });
});
