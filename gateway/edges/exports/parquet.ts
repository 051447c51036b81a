import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Cell, Column, FileOptions, RowPages } from '../../core/exports/column.ts';

const ROWS_PER_GROUP = 20_000;

const TYPES = { text: 'STRING', integer: 'INT64', number: 'DOUBLE', time: 'TIMESTAMP', 'yes-no': 'BOOLEAN' } as const;

/** Rows as Parquet, a row group at a time, so that memory stays the same however many there are. Times are UTC. */
export async function* parquetOf(pages: RowPages, options: FileOptions): AsyncGenerator<Uint8Array> {
  const { columns, about } = options;
  const bytes = new ByteWriter();
  // The package counts its place in the file by itself; what was written so far can be taken away.
  const taken = (): Uint8Array => {
    const part = bytes.getBytes().slice();
    bytes.index = 0;
    return part;
  };
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columnsOf(columns, []) }),
    kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
  });
  let waiting: (readonly Cell[])[] = [];
  for await (const rows of pages) {
    waiting.push(...rows);
    if (waiting.length < ROWS_PER_GROUP) continue;
    await writer.write({ columnData: columnsOf(columns, waiting), rowGroupSize: waiting.length });
    waiting = [];
    yield taken();
  }
  if (waiting.length > 0) await writer.write({ columnData: columnsOf(columns, waiting), rowGroupSize: waiting.length });
  await writer.finish();
  yield taken();
}

function columnsOf(columns: readonly Column[], rows: readonly (readonly Cell[])[]) {
  return columns.map(({ name, type }, at) => ({
    name,
    type: TYPES[type],
    nullable: true,
    data: rows.map((row) => {
      const cell = row[at] ?? null;
      return type === 'integer' && typeof cell === 'number' ? BigInt(Math.round(cell)) : cell;
    }),
  }));
}
