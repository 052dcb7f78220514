// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditC } from '../../audit/c/audit-c';
import { EXAMPLE_FILES, writeExample } from '../../audit/c/example';
import type { AuditCOptions, AuditCReport } from '../../audit/c/report';
import { auditCText, buildText } from '../../report/text/audit-c-text';
import { PLAIN } from '../../report/text/style';
import { describeWithCompiler, noCompiler, optionsFor, SILENT, temporaryFolder } from './support';

const folder = temporaryFolder();
const reason = noCompiler();

function audit(given: Partial<AuditCOptions>): Promise<AuditCReport> {
  return auditC(optionsFor(given), SILENT, new AbortController().signal);
}

/** What an audit throws. */
async function refusal(given: Partial<AuditCOptions>): Promise<string> {
  try {
    await audit(given);
    return 'nothing was thrown';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function audits(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('hmm-pfn-audit-c-'));
}

describe('without a C compiler', () => {
  const path = process.env['PATH'];
  beforeEach(() => {
    process.env['PATH'] = '';
  });
  afterEach(() => {
    process.env['PATH'] = path;
  });

  it('the package to install is named, and nothing is left behind', async () => {
    const before = audits();
    const message = await refusal({});
    expect(message).toContain('there is no C compiler on the PATH');
    expect(message).toContain('gcc or build-essential');
    expect(audits()).toEqual(before);
  });

  it('the one that the user named is named', async () => {
    expect(await refusal({ cc: 'my-cc' })).toMatch(/^my-cc: there is no C compiler/);
  });
});

describeWithCompiler(reason, 'an audit of C', () => {
  it('whose versions both give up every range has compared nothing', async () => {
    const [before = '', after = '', adapter = ''] = writeExample(join(folder, 'gives-up'));
    const refusing = readFileSync(adapter, 'utf8').replace(
      '\tunsigned long i, npages = hmm_audit_pages(out);\n',
      '$&\thmm_audit_refuse(out, -22);\n\treturn;\n',
    );
    const report = await audit({ before, after, adapter: file('gives-up.c', refusing), runs: 60 });
    expect(report.converted).toBeGreaterThan(10);
    const [part] = report.examined.parts;
    expect(part?.compared).toBe(0);
    expect(part?.notCompared[0]).toMatch(/^both conversions gave up all \d+ ranges/);
    const text = auditCText(report, PLAIN);
    expect(text).toContain('this is not a pass');
    expect(text).not.toContain('give the device the same');
  });

  it('of the example finds nothing, and explains all differences', async () => {
    const [before = '', after = '', adapter] = writeExample(join(folder, 'example'));
    const report = await audit({ before, after, adapter, runs: 2000 });
    expect(auditCText(report, PLAIN)).toContain('Both versions give the device the same');
    expect(report.known.map(({ id }) => id)).toContain('pte-protnone-valid');
    expect(report.build.standIns).toEqual(['sample_gpu.h']);
    expect(buildText(report.build)).toMatch(/protection: .*guard pages/);
  });

  it('does not write an example over files', () => {
    expect(() => writeExample(join(folder, 'example'))).toThrow('exists already');
    expect(EXAMPLE_FILES.every((name) => existsSync(join(folder, 'example', name)))).toBe(true);
  });

  it('shows a compile error as the compiler does, with a hint', async () => {
    const after = file('broken.c', 'struct foo_device { strange_t member; };\nint f(void { }\n');
    const message = await refusal({ after });
    expect(message).toContain('does not compile with its adapter as the code after');
    expect(message).toMatch(/broken\.c:1:\d+: error: unknown type name .strange_t./);
    expect(message).toContain('hint: the type strange_t is in no shipped header');
  });

  it('says what code of 5.6 has to change for, which is older than what it is compiled as', async () => {
    const before = file(
      'of-5.6.c',
      `static const u64 demo_flags[HMM_PFN_FLAG_MAX] = { [HMM_PFN_DEVICE_PRIVATE] = 16 };
static long demo(struct hmm_range *range) { return hmm_range_fault(range, HMM_FAULT_SNAPSHOT); }
`,
    );
    const hints = (await refusal({ before })).split('\n').filter((line) => line.includes('hint: '));
    expect(hints.map((line) => line.replace(/^.*hint: /, ''))).toEqual([
      expect.stringMatching(/^the code is of 5\.6 or older, and --before is compiled for 5\.7/),
      expect.stringMatching(/^drop HMM_PFN_DEVICE_PRIVATE from flags\[\]/),
      expect.stringMatching(/^call hmm_range_fault\(range\) without flags/),
      expect.stringMatching(/^drop the HMM_FAULT_ flags/),
    ]);
  });

  it('says which function an adapter lacks', async () => {
    const adapter = file('no-adapter.c', '#include <hmm-audit.h>\n');
    const message = await refusal({ adapter, before: file('a.c', ''), after: file('b.c', '') });
    expect(message).toContain('the adapter must define hmm_audit_convert()');
  });

  it('takes no name that C cannot include', async () => {
    const before = file('a "b".c', 'int x;\n');
    expect(await refusal({ before })).toBe(
      `${before}: expected a path that #include can name, got one with a quotation mark or a line break`,
    );
  });

  it('says which file is missing', async () => {
    expect(await refusal({ before: 'no-such.c' })).toBe(
      'no-such.c: expected a C file, got no such file',
    );
  });

  it('of functions by name compares the words that they make', async () => {
    const before = file('by-name-old.c', BY_NAME_OLD);
    const after = file('by-name-new.c', BY_NAME_NEW);
    const given = { before, after, adapter: undefined };
    const functions = { before: 'old_words', after: 'new_words' };
    expect((await audit({ ...given, functions })).findings).toEqual([]);
    const wrong = await audit({ ...given, functions: { ...functions, after: 'wrong_words' } });
    expect(wrong.findings.map(({ cause }) => cause)).toEqual([
      'another word: one before, one after',
    ]);
  });

  it('runs the replay of a finding from its document', async () => {
    const before = file('by-name-old.c', BY_NAME_OLD);
    const after = file('by-name-new.c', BY_NAME_NEW);
    const functions = { before: 'old_words', after: 'wrong_words' };
    const given = { before, after, adapter: undefined, functions };
    const { findings } = await audit(given);
    const document = file('replay.json', JSON.stringify(findings[0]?.scenario));
    const replayed = await audit({ ...given, vectors: [document], runs: 0 });
    expect(replayed.findings.map(({ cause }) => cause)).toEqual(findings.map(({ cause }) => cause));
    expect(auditCText(replayed, PLAIN)).toContain(`--function old_words,wrong_words --scenario -`);
  });
});

const BY_NAME_OLD = `
#include <linux/hmm.h>
static void old_words(struct hmm_range *range, u64 *words)
{
	for (unsigned long i = 0; i < (range->end - range->start) >> PAGE_SHIFT; i++) {
		struct page *page = hmm_device_entry_to_page(range, range->pfns[i]);
		bool write = range->pfns[i] & range->flags[HMM_PFN_WRITE];

		words[i] = page ? page_to_phys(page) | 1 | (write ? 2 : 0) : 0;
	}
}
`;
const BY_NAME_NEW = `
#include <linux/hmm.h>
static int words_of(struct hmm_range *range, unsigned long *words, unsigned long wrong)
{
	for (unsigned long i = 0; i < (range->end - range->start) >> PAGE_SHIFT; i++) {
		unsigned long entry = range->hmm_pfns[i];

		words[i] = 0;
		if (!(entry & HMM_PFN_VALID))
			continue;
		words[i] = page_to_phys(hmm_pfn_to_page(entry)) | 1 | (entry & HMM_PFN_WRITE ? 2 : 0);
		words[i] ^= wrong;
	}
	return 0;
}
static int new_words(struct hmm_range *range, unsigned long *words)
{
	return words_of(range, words, 0);
}
static int wrong_words(struct hmm_range *range, unsigned long *words)
{
	return words_of(range, words, 4);
}
`;
