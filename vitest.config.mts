// SPDX-License-Identifier: GPL-2.0-or-later
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Sources that the tests are of: all but the tests themselves. */
const SOURCES =
  /^(?:api|audit|bench|cli|corpus|drivers|examples|kernel|legacy|mm|modern|oracle|proof|report|tools|tree)\/.*\.ts$/;

/**
 * Has Node.js load the project's sources, as it does for every command, in place of Vite: a module
 * that Vite runs reads each import through a getter, which makes the range faults half as fast.
 */
function nativeSources(): Plugin {
  const require = createRequire(import.meta.url);
  require('ts-node/register/transpile-only');
  return {
    name: 'native-sources',
    enforce: 'pre',
    load(id) {
      if (!SOURCES.test(relative(import.meta.dirname, id))) return undefined;
      const names = Object.keys(require(id)).filter((name) => name !== 'default');
      return [
        "import { createRequire } from 'node:module';",
        `const source = createRequire(import.meta.url)(${JSON.stringify(id)});`,
        ...names.map((name) => `export const ${name} = source.${name};`),
        'export default source.default;',
      ].join('\n');
    },
  };
}

/** Short files that take long: after all others they would run alone, with the other processors idle. */
const LONG = [
  'test/docs/docs.test.ts',
  'test/package/api.test.ts',
  'test/linear-expressions.test.ts',
];

/** In a fresh clone nothing is known of how long a file takes: large ones come first, and before them these. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONG.includes(relative(import.meta.dirname, moduleId));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  plugins: [nativeSources()],
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/counts-reporter.ts'],
    globalSetup: ['./test/support/temporary.ts', './test/support/compiled-once.ts'],
    // What every command is run with (package.json).
    execArgv: ['--conditions=hmm-pfn-source', '--require=ts-node/register/transpile-only'],
    // No test changes what another one sees, and loading the project once a worker saves a third.
    isolate: false,
    sequence: { sequencer: LongFirst },
    // One more than there are processors: some tests wait, for time limits, the network and servers.
    maxWorkers: availableParallelism() + 1,
    // Several times what the longest take on a busy machine: what hangs is seen, and what is slow does not fail.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
