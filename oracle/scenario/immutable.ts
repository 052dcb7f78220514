// SPDX-License-Identifier: GPL-2.0-or-later

/** Documents are data: nobody changes one that somebody else may hold. */
export type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;
