import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { FileOptions, RowPages } from '../../core/exports/column.ts';
import { packedGroup } from '../../core/exports/packed-group.ts';

/**
 * What the file tells of each group stays in memory to its end, so groups may not be small; nor so large that V8 takes their
 * columns for large objects (128 KB, eight bytes each), which are not thrown away young.
 */
const ROWS_PER_GROUP = 10_000;

const TYPES = { text: 'STRING', integer: 'INT64', number: 'DOUBLE', time: 'TIMESTAMP', 'yes-no': 'BOOLEAN' } as const;

/** Rows as Parquet, a row group at a time, so that memory stays the same however many there are. Times are UTC. */
export async function* parquetOf(pages: RowPages, options: FileOptions): AsyncGenerator<Uint8Array> {
  const { columns, about } = options;
  const group = packedGroup(columns, ROWS_PER_GROUP);
  const columnData = columns.map(({ name, type }, at) => ({
    name,
    type: TYPES[type],
    nullable: true,
    // Made when its turn comes: one column after the other.
    get data() {
      return group.values(at);
    },
  }));
  const bytes = new ByteWriter();
  // The package counts its place in the file by itself; what was written so far can be taken away.
  const taken = (): Uint8Array => {
    const part = bytes.getBytes().slice();
    bytes.index = 0;
    return part;
  };
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData }),
    kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
  });
  const written = async (): Promise<Uint8Array> => {
    await writer.write({ columnData, rowGroupSize: group.rows() });
    group.clear();
    return taken();
  };
  for await (const rows of pages)
    for (const row of rows) {
      group.add(row);
      if (group.isFull()) yield await written();
    }
  if (group.rows() > 0) yield await written();
  await writer.finish();
  yield taken();
}
