// SPDX-License-Identifier: GPL-2.0-or-later

/** The driver's code before its port and after it. */
export const VERSIONS = ['before', 'after'] as const;
export type Version = (typeof VERSIONS)[number];
