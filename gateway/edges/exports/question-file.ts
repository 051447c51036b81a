import type { QuestionFileQuery } from '../../../contracts/exports.ts';
import { recordAudit } from '../../../store/audit.ts';
import type { Database } from '../../../store/database.ts';
import type { RowPages } from '../../core/exports/column.ts';
import { wallClockOf } from '../../core/exports/local-time.ts';
import { notesOf } from '../../core/exports/notes.ts';
import { columnTitle, questionTitle } from '../../core/exports/texts.ts';
import { readCitySettings } from '../city-settings.ts';
import { historyTimeZone } from '../history/read-selection.ts';
import type { Caller, StreamReply } from '../http/route.ts';
import type { ExportDesk } from './export-desk.ts';
import { fileParts, FORMATS } from './open-export.ts';
import { questionRows } from './question-rows.ts';

/**
 * The answer to a question as a file. Who takes it out is noted before and after, as of any export.
 *
 * @param parts `planning`: connections that planners' questions use.
 * @throws ApiFault as the question itself does, or when there is no place
 */
export async function makeQuestionFile(
  {
    database,
    planning,
    exports,
  }: { readonly database: Database; readonly planning: Database; readonly exports: ExportDesk },
  {
    query,
    caller,
    address,
    signal,
  }: {
    readonly query: QuestionFileQuery;
    readonly caller: Caller;
    readonly address: string;
    readonly signal: AbortSignal;
  },
): Promise<StreamReply> {
  const { username } = caller.account;
  exports.ask(username);
  const [{ name, columns, pages }, city, timeZone] = await Promise.all([
    questionRows(planning, query.of, caller.scope, signal),
    readCitySettings(database),
    historyTimeZone(planning),
  ]);
  const note = (action: string, more: Record<string, unknown>): Promise<void> =>
    recordAudit(database, { username, action, subject: name, detail: { ...query, ...more }, address });
  const counted = exports.take({
    username,
    pages: withoutTimes(pages),
    period: [0, 1],
    signal,
    tell: async () => true,
    onEnd: (state, rows) => note('export.end', { state, rows }),
  });
  await note('export.start', {});
  const { mime, ending } = FORMATS[query.format];
  const title = questionTitle(name, query.language);
  const [, asked = ''] = query.of.split('?');
  const said = new URLSearchParams(asked);
  const options = {
    columns,
    titles: columns.map((column) => columnTitle(column.name, query.language)),
    sheet: title,
    timeZone,
    bom: query.bom === 'yes',
    separator: query.separator === 'semicolon' ? (';' as const) : (',' as const),
    notes: notesOf(query.language, {
      city: city.name[query.language],
      table: title,
      asked: [...said].map(([key, value]) => `${key}: ${value}`).join('; '),
      boundaries: said.get('boundaries') === 'now' ? 'now' : 'then',
      columns,
      timeZone,
      wall: wallClockOf(timeZone),
      madeAt: new Date(),
    }),
    about: { product: 'CityWatch', city: city.name.en, question: query.of, times: 'UTC' },
  };
  return {
    mime,
    fileName: `citywatch-${name}.${ending}`,
    parts: fileParts(query.format, counted, options, query.language),
  };
}

/** Pages as the desk takes them; how much of the period has been read is not told. */
async function* withoutTimes(pages: RowPages) {
  for await (const rows of pages) yield { rows, atMs: 1 };
}
