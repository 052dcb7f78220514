// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * The parts of what a prover prints with `--json-ui`: a list of objects. Undefined for anything else, which one that
 * died, or is none, prints.
 */
export function partsOf(printed: string): readonly object[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(printed);
  } catch {
    return undefined;
  }
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A field of an object; undefined of anything else. */
export function printedField(value: unknown, name: string): unknown {
  return isObject(value) ? Reflect.get(value, name) : undefined;
}
