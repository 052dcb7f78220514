// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditSource } from '../../audit/text/audit-source';
import { bytes, patchFindings } from './support';

const FOLDER = join(__dirname, 'shapes');

/**
 * The same mistakes in the shapes that drivers give them, and code that looks like them and is right. A block begins
 * with `//// what it is | the rules that find it`; `// FILE` begins the next of its files.
 */
for (const file of readdirSync(FOLDER)) {
  const [, ...blocks] = `\n${readFileSync(join(FOLDER, file), 'utf8')}`.split('\n//// ');

  describe(file, () => {
    it('has blocks', () => expect(blocks.length).toBeGreaterThan(5));

    for (const block of blocks) {
      const head = block.slice(0, block.indexOf('\n'));
      const code = block.slice(head.length + 1);
      const [name = '', expected = ''] = head.split(' | ');
      it(`${name}: ${expected}`, async () => {
        const files = code
          .split('// FILE\n')
          .map((text) => bytes(`#include <linux/hmm.h>\n${text}`));
        const findings = file.startsWith('patch')
          ? await patchFindings(code)
          : (await auditSource(files)).findings;
        const rules = findings
          .filter(({ severity }) => severity !== 'note')
          .map(({ rule }) => rule);
        expect([...new Set(rules)].join(', ') || 'nothing').toBe(expected);
      });
    }
  });
}
