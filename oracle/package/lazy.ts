// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * A module that is loaded when it is first asked for, and then kept: what a run does not use takes none of its time.
 *
 * @param load `require` of the module, with `typeof import` of the same name as the type of what it returns.
 */
export function lazy<Module>(load: () => Module): () => Module {
  let loaded: Module | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
