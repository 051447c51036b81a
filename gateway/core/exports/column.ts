import type { Notes } from './notes.ts';

/** A value in a file: times as Date. */
export type Cell = string | number | boolean | Date | null;

/** A column of an exported table. `name` is its machine name, the same in every language. */
export type Column = {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'number' | 'time' | 'yes-no';
};

/** Rows as they come from the store, page by page: cells in the order of the columns. */
export type RowPages = AsyncIterable<readonly (readonly Cell[])[]>;

/** What an encoder needs to know besides the rows. */
export type FileOptions = {
  readonly columns: readonly Column[];
  /** Titles for people, one per column. */
  readonly titles: readonly string[];
  /** Name of the sheet. */
  readonly sheet: string;
  /** In whose days and hours times are written where a format has no zones, e.g. `Asia/Ho_Chi_Minh`. */
  readonly timeZone: string;
  readonly bom: boolean;
  readonly separator: ',' | ';';
  /** Parquet and GeoJSON: said inside the file. */
  readonly about: Readonly<Record<string, string>>;
  /** Workbooks: on a sheet of its own; null: none. */
  readonly notes: Notes | null;
};
