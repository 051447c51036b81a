import type { ExportFormat } from '../../../contracts/exports.ts';
import type { Language } from '../text/dictionary.ts';
import type { Day } from './city-days.ts';
import { searchPath } from './found.ts';
import type { StatsQuery } from './query.ts';
import type { Slot } from './state.ts';
import { wantsOf } from './wants.ts';

/** What is asked for a page, but says nothing that one would take out. */
const NO_TABLES: ReadonlySet<Slot> = new Set(['places', 'planning', 'flowsBefore', 'alertsBefore']);

/** An answer on the page that can be taken out as a file. */
export interface QuestionFile {
  readonly slot: Slot | 'found';
  /** The question, as `GET /api/history/file` takes it. */
  readonly of: string;
}

/** Answers on a page, in the order they are asked for. */
export function questionFiles(query: StatsQuery, today: Day): readonly QuestionFile[] {
  const found = searchPath(query, today);
  const wants = wantsOf(query, today).filter(({ slot }) => !NO_TABLES.has(slot));
  return [...wants, ...(found === null ? [] : [{ slot: 'found' as const, path: found }])].map(({ slot, path }) => ({
    slot,
    of: path.slice('/api/history/'.length),
  }));
}

/** Where the browser fetches one. */
export function questionFilePath(of: string, format: ExportFormat, language: Language): string {
  // What Excel in Vietnamese reads without being asked.
  const separator = language === 'vi' ? 'semicolon' : 'comma';
  return `/api/history/file?${new URLSearchParams({ of, format, language, separator })}`;
}
