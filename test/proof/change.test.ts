// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { Examined } from '../../oracle/verdict/verdict';
import { PLACES } from '../../proof/tree/places';
import type { TreeProof } from '../../proof/tree/prove-tree';
import { auditKernelPart } from '../../report/html/view/audit-kernel-view';
import { auditKernelDocument } from '../../report/machine/schema/audit-kernel';
import { auditKernelText, headlineText } from '../../report/text/audit-kernel-text';
import { kernelProofOf, noKernelProof } from '../../report/text/kernel-proof';
import { PLAIN } from '../../report/text/style';
import {
  type AuditKernelReport,
  type KernelProof,
  verdictOfAuditKernel,
  withProof,
} from '../../tree/audit/report';

const compared = (what: string): Examined => ({
  interrupted: false,
  parts: [{ what, compared: 10, notCompared: [], required: true }],
});
const tree = { what: 'linux', like: 'modern-6.12', differs: [] };

/** An audit that found nothing. */
const CLEAN: AuditKernelReport = {
  options: {
    ...{ races: 'none', trees: ['--before', 'a', '--after', 'b'], expect: null },
    ...{ vectors: [], scope: 0, runs: 10, seed: 1 },
  },
  before: { name: 'before', ...tree },
  after: { name: 'after', ...tree },
  ...{
    patch: null,
    changed: { files: ['mm/hmm.c'], functions: [], unjudged: [] },
    interrupted: false,
  },
  examined: compared('random scenarios'),
  scenarios: { vectors: 0, scope: 0, random: 10 },
  ...{ compared: 10, equal: 10, races: null, layout: null, causes: [], othersNotShown: 0 },
  ...{ explained: [], violations: [], notes: [], bothCrash: [], coverage: null, shownIn: null },
};

const place = PLACES[0] ?? fail();

function fail(): never {
  throw new Error('there is no place');
}

/** A proof in which the words of the two trees have this outcome. */
function proofWith(outcome: 'proved' | 'refuted' | 'undecided'): KernelProof {
  const outcomes = {
    proved: { kind: 'proved' },
    refuted: { kind: 'refuted', property: 'judge.1', what: '' },
    undecided: { kind: 'undecided', why: 'no answer in 60 s' },
  } as const;
  const proof: TreeProof = {
    ...{ trees: [], subject: 'one format', prover: '/usr/bin', refutations: [] },
    limits: { seconds: 60, megabytes: 1536 },
    places: [
      {
        ...{ place, differs: true, checks: 50, costs: [{ seconds: 4, megabytes: 200 }] },
        outcomes: new Map([['same-words', outcomes[outcome]]]),
        shown: ['marker'],
      },
    ],
  };
  return kernelProofOf(proof);
}

const verdictWith = (proof: KernelProof, report = CLEAN): string =>
  verdictOfAuditKernel(withProof(report, proof)).kind;

describe('an audit of a change with a proof', () => {
  it('is clean if both are, and found if the proof refutes what no scenario showed', () => {
    expect(verdictWith(proofWith('proved'))).toBe('clean');
    expect(verdictWith(proofWith('refuted'))).toBe('found');
  });

  it('is no pass without the proof that was asked for', () => {
    expect(verdictWith(proofWith('undecided'))).toBe('nothing-compared');
    expect(verdictWith(noKernelProof('there is no cbmc'))).toBe('nothing-compared');
    expect(verdictWith(noKernelProof('interrupted', true))).toBe('interrupted');
  });

  it('holds known differences against a change that is to have none', () => {
    const same = { ...CLEAN, options: { ...CLEAN.options, expect: 'same' as const } };
    expect(verdictWith(proofWith('proved'), same)).toBe('found');
  });

  it('is in the text, in the page and in the cases of a report', () => {
    const report = withProof(CLEAN, proofWith('refuted'));
    expect(headlineText(report)).toBe('Different: refuted by the prover: the same words');
    const text = auditKernelText(report, PLAIN);
    expect(text).toContain('refuted  the same words [same-words]');
    expect(text).toContain('but for the known difference marker: a PTE marker');
    expect(text).toContain('the costliest of 1 runs took 4.0 s and 200 MB');
    const run = { command: 'audit kernel', arguments: [], seed: 1, exitCode: 1 } as const;
    const { suites, verdict } = auditKernelDocument(report, run);
    const cases = suites.find(({ id }) => id === 'proof')?.cases;
    expect(cases?.find(({ id }) => id === 'proof/same-words')?.status).toBe('failed');
    expect(verdict).toBe('found');
    const page = auditKernelPart(report, () => fail());
    expect(page.blocks.map(({ title }) => title)).toContain('What a prover says of one walk');
  });
});
