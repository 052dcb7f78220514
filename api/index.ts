// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * Scenarios of `hmm_range_fault()`: read, checked and written; run by each revision of the two pfn
 * formats; compared, held to the contract that drivers rely on, and explained.
 *
 * A scenario is a document, `hmm-scenario/1` (docs/scenario.md): plain data, all of whose 64-bit
 * numbers are hex strings. Every function takes and gives documents; none changes one.
 *
 * @module index
 */
export type { FormatDefect, FormatDefectId } from '../legacy/format-clauses';
export type { FaultError } from '../mm/address-space';
export type { ModernName as ModernSideName } from '../modern/revision';
export type { Aspect, Disagreement, Incomparable } from '../oracle/compare/compare';
export { ORIGIN_NAMES, type OriginName } from '../oracle/compare/origin';
export type {
  Expected,
  ExplainedFormat,
  ExplainedPiece,
  ExplainedSide,
  Explanation,
  FaultRun,
  MetEntry,
  PageRun,
  PageWord,
  ReportedRun,
  Round,
  WalkEnding,
} from '../oracle/explain/explanation';
export type { KnownEntry as KnownCause } from '../oracle/explain/known';
export type {
  BrokenPromise,
  Cause,
  ExplainedPair as ComparedPair,
  ExplainedVerdicts as Comparison,
  FreshCause,
  PageSpan,
} from '../oracle/explain/verdicts';
export type { WordBits } from '../oracle/explain/word-bits';
export type { NoRoomDocument } from '../oracle/run/no-room';
export type { OverflowDocument, ReturnName, StateName } from '../oracle/run/result';
export { SIDE_NAMES, type SideName } from '../oracle/run/side-names';
export { ArgumentError } from '../oracle/scenario/argument-error';
export {
  type AddressSpaceDocument,
  type AttemptDocument,
  type EntryDocument,
  type EntryFields,
  type EventDocument,
  type FaultDocument,
  type Frame,
  type Hex,
  hasFormat,
  type LegacyDocument,
  type LockDropDocument,
  type Mapping,
  type NoProgressDocument,
  type RangeDocument,
  type ReadEventDocument,
  type RequestSymbol,
  type ResultDocument,
  type ScenarioDocument,
  type ScenarioVersion,
  type ScenarioWithFormat,
  type VmaDocument,
  type VmaFlag,
} from '../oracle/scenario/document';
export { InputError, type Place } from '../oracle/scenario/input-error';
export type { AskSymbol } from '../oracle/scenario/requests';
export type { Note, NoteSpan } from '../oracle/simplifications/watch';
export {
  type CompareOptions,
  compareScenario,
  type ExplainOptions,
  explainScenario,
  explanationText,
  type OnModernSides,
} from './compare';
export {
  type GoldenVector,
  goldenVectors,
  KNOWN_CAUSES,
  minimalScenario,
  sidesShowing,
} from './known';
export { DEFAULT_SIDES, type Results, runScenario } from './run';
export {
  parseScenario,
  type ReadVector,
  readScenario,
  readVectors,
  type ScenarioSelection,
  type Source,
  type Validation,
  validateScenario,
  writeScenario,
} from './scenario';
