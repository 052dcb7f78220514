// SPDX-License-Identifier: GPL-2.0-or-later
import type { Ended } from '../support/command';
import { write } from './consumer';
import { run } from './install';

/** A way in which a user's compiler resolves modules. */
interface Resolution {
  readonly module: string;
  readonly moduleResolution: string;
}

/** All ways but the one by which files are compiled to be run. */
const OTHER_RESOLUTIONS: readonly Resolution[] = [
  { module: 'esnext', moduleResolution: 'bundler' },
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'commonjs', moduleResolution: 'node10' },
];

/**
 * Runs in a project, with its own TypeScript: what that says of each configuration, as `tsc -p` does. In one
 * process, in which the compiler is loaded once, and its library is read once.
 */
const COMPILE = `
const ts = require('typescript');
const libraries = new Map();
for (const name of process.argv.slice(2)) {
  const { config } = ts.readConfigFile(name, ts.sys.readFile);
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) => {
    if (!/[\\/]lib\\.[^\\/]*\\.d\\.ts$/.test(file)) return getSourceFile(file, ...rest);
    if (!libraries.has(file)) libraries.set(file, getSourceFile(file, ...rest));
    return libraries.get(file);
  };
  const program = ts.createProgram(fileNames, options, host);
  const emitted = options.noEmit ? [] : program.emit().diagnostics;
  const said = [...errors, ...ts.getPreEmitDiagnostics(program), ...emitted];
  const complaints = ts.formatDiagnostics(said, {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => '\\n',
  });
  if (complaints !== '') console.log(name + '\\n' + complaints);
}
`;

/**
 * Compiles files of a project with its own TypeScript, as strictly as can be, into `out/`, and checks the types of
 * others in every other way in which modules are resolved.
 * @param version that of TypeScript.
 * @returns nothing on standard output if the compiler is content with all.
 */
export function compile(
  folder: string,
  files: readonly string[],
  others: readonly string[],
  version: string,
): Promise<Ended> {
  const emitted = configuration(folder, files, {
    ...{ module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: false },
    ...{ rootDir: '.', outDir: 'out' },
  });
  const checked = OTHER_RESOLUTIONS.map((resolution) => {
    const isOld = resolution.moduleResolution === 'node10';
    // TypeScript 6 still has node10, and wants to hear that one knows it to be old.
    const old = isOld && version.startsWith('6') ? { ignoreDeprecations: '6.0' } : {};
    // With node10, fast-check's types do not find those of a package that they need themselves.
    const options = { ...resolution, ...old, skipLibCheck: isOld, noEmit: true };
    return configuration(folder, others, options);
  });
  const script = write(folder, 'compile.cjs', COMPILE);
  return run(folder, process.execPath, script, emitted, ...checked);
}

/** Writes a configuration of the compiler; TypeScript's own library is not checked. */
function configuration(
  folder: string,
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
): string {
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    ...{ target: 'es2022', lib: ['es2023', 'dom'], types: [], skipDefaultLibCheck: true },
    ...options,
  };
  const name = `tsconfig-${options['moduleResolution']}.json`;
  return write(folder, name, JSON.stringify({ compilerOptions, files }));
}
