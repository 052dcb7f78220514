// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { StateKind } from '../../../mm/page-states';
import { oneOf } from '../../../oracle/scenario/schema-entries';
import { closed, OriginSchema } from './words';

export { EntrySchema } from '../../../oracle/scenario/schema-entries';

/** A request as documents write it; `*` is a mask of all ones. */
export const AskName = oneOf('.', 'r', 'w', 'x', '*');
export const StateNameSchema = Type.Enum(Object.keys(StateKind));
export const FailsSchema = oneOf('sigbus', 'oom', 'hwpoison', 'sigsegv');
/** What a walk met. */
export const MetSchema = closed({ what: OriginSchema, write: Type.Boolean() });
