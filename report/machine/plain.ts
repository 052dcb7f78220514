// SPDX-License-Identifier: GPL-2.0-or-later

type MayBeLeftOut<T> = { [Key in keyof T]: undefined extends T[Key] ? Key : never }[keyof T];

/** What JSON keeps of a type: a field that may hold undefined may be missing instead. */
export type Plain<T> = T extends readonly unknown[]
  ? { readonly [Index in keyof T]: Plain<T[Index]> }
  : T extends object
    ? { readonly [Key in Exclude<keyof T, MayBeLeftOut<T>>]: Plain<T[Key]> } & {
        readonly [Key in MayBeLeftOut<T>]?: Plain<Exclude<T[Key], undefined>>;
      }
    : T;

/** Leaves out what JSON leaves out: fields that hold undefined. */
export function plain<T>(value: T): Plain<T>;
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, plain(one)]])),
  );
}
