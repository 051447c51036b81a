import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parquetReadObjects } from 'hyparquet';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Cell, FileOptions } from '../../../gateway/core/exports/column.ts';
import { csvOf } from '../../../gateway/core/exports/csv.ts';
import { geoJsonOf } from '../../../gateway/core/exports/geojson.ts';
import { localText, wallClockOf } from '../../../gateway/core/exports/local-time.ts';
import { notesOf } from '../../../gateway/core/exports/notes.ts';
import { parquetOf } from '../../../gateway/edges/exports/parquet.ts';
import { xlsxOf } from '../../../gateway/edges/exports/xlsx.ts';
import { tempDir } from '../../support/places.ts';

const options: FileOptions = {
  columns: [
    { name: 'at', type: 'time' },
    { name: 'name', type: 'text' },
    { name: 'count', type: 'integer' },
    { name: 'share', type: 'number' },
    { name: 'simulated', type: 'yes-no' },
    { name: 'lat', type: 'number' },
    { name: 'lon', type: 'number' },
  ],
  titles: ['Thời điểm', 'Tên', 'Số lượt', 'Tỷ lệ', 'Mô phỏng', 'Vĩ độ', 'Kinh độ'],
  sheet: 'Lưu lượng',
  timeZone: 'Asia/Ho_Chi_Minh',
  bom: true,
  separator: ',',
  about: { product: 'CityWatch' },
  notes: null,
};
const AT = new Date('2026-02-28T23:30:15Z');
const row = (over: Partial<Record<string, Cell>> = {}): Cell[] =>
  options.columns.map(({ name }) => {
    const usual: Record<string, Cell> = {
      at: AT,
      name: 'Đầm Vạc',
      count: 3,
      share: 0.5,
      simulated: true,
      lat: 21.3,
      lon: 105.6,
    };
    return over[name] === undefined ? (usual[name] ?? null) : (over[name] ?? null);
  });

async function* pagesOf(...pages: readonly (readonly Cell[])[][]) {
  yield* pages;
}

async function bytesOf(parts: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(Buffer.from(part));
  return Buffer.concat(all);
}

describe('CSV', () => {
  const lines = async (rows: Cell[][], more: Partial<FileOptions> = {}) =>
    (await bytesOf(csvOf(pagesOf(rows), { ...options, ...more }))).toString('utf8').split('\r\n');

  test('begins with a mark for Excel, has titles, and times of the city', async () => {
    const [titles, first, end] = await lines([row()]);
    expect(titles).toBe('\uFEFFThời điểm,Tên,Số lượt,Tỷ lệ,Mô phỏng,Vĩ độ,Kinh độ');
    expect(first).toBe('2026-03-01 06:30:15,Đầm Vạc,3,0.5,true,21.3,105.6');
    expect(end).toBe('');
  });

  test('separators, quotes and line breaks in a text are quoted', async () => {
    const [, first] = await lines([row({ name: 'a,"b"' })], { bom: false });
    expect(first).toContain('"a,""b"""');
    const [, second] = await lines([row({ name: 'a;b' })], { separator: ';' });
    expect(second).toContain('"a;b"');
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])('a name that would be a formula is a text: %j', async (name) => {
    const [, first] = await lines([row({ name })]);
    expect(first).toContain(`,'${name},`);
  });

  test('so is one that begins with the end of a line', async () => {
    expect((await lines([row({ name: '\r=1+1' })]))[1]).toContain(`,"'\r=1+1",`);
  });

  test('a negative number stays a number', async () => {
    expect((await lines([row({ share: -0.5 })]))[1]).toContain(',-0.5,');
  });
});

describe('XLSX', () => {
  const sheetOf = (bytes: Buffer, number = 1): string =>
    Buffer.from(unzipSync(bytes)[`xl/worksheets/sheet${number}.xml`] ?? []).toString('utf8');

  test('rows beyond what a sheet holds go to another', async () => {
    const bytes = await bytesOf(xlsxOf(pagesOf([row(), row()], [row()], [row(), row()]), options, 3));
    const counts = [1, 2, 3].map((number) => sheetOf(bytes, number).match(/<row>/g)?.length);
    expect(counts).toEqual([3, 3, 2]);
    expect(Buffer.from(unzipSync(bytes)['xl/workbook.xml'] ?? []).toString('utf8')).toContain('name="Lưu lượng 3"');
  });

  test('a column is wide enough for its title', async () => {
    const titles = options.titles.with(3, 'Tỷ lệ thời gian quan sát được');
    const text = sheetOf(await bytesOf(xlsxOf(pagesOf([row()]), { ...options, titles })));
    expect(text).toContain('<col min="4" max="4" width="35" customWidth="1"/>');
    expect(text).toContain('<col min="3" max="3" width="12" customWidth="1"/>');
    // On paper side by side, as long as they can be read there.
    expect(text).toContain('fitToPage');
    const wide = titles.map(() => 'Tỷ lệ thời gian quan sát được trong toàn bộ kỳ');
    expect(sheetOf(await bytesOf(xlsxOf(pagesOf([row()]), { ...options, titles: wide })))).not.toContain('fitToPage');
  });

  test('what XML cannot hold or would take for a tag does not break the sheet', async () => {
    const text = sheetOf(await bytesOf(xlsxOf(pagesOf([row({ name: '<b>&"\u0001\uD800🙂' })]), options)));
    expect(text).toContain('>&lt;b&gt;&amp;&quot;🙂<');
  });

  test('a last sheet says how to read it: what was asked, and what the columns that are there mean', async () => {
    const notes = notesOf('vi', {
      city: 'Vĩnh Yên',
      table: 'Lưu lượng',
      asked: 'by: hour',
      boundaries: 'now',
      columns: options.columns,
      timeZone: options.timeZone,
      wall: wallClockOf(options.timeZone),
      madeAt: new Date('2026-03-01T00:00:00Z'),
    });
    const bytes = await bytesOf(xlsxOf(pagesOf([row()]), { ...options, notes }));
    const text = sheetOf(bytes, 2);
    for (const told of ['Vĩnh Yên', 'by: hour', 'hiện nay', '2026-03-01 07:00:00', 'Lượt qua vạch', 'dữ liệu mô phỏng'])
      expect(text).toContain(told);
    expect(text).not.toContain('±');
    expect(Buffer.from(unzipSync(bytes)['xl/workbook.xml'] ?? []).toString('utf8')).toContain('name="Ghi chú"');
  });

  test('times are the days of the city in the calendar of spreadsheets', async () => {
    const text = sheetOf(await bytesOf(xlsxOf(pagesOf([row({ at: new Date('2026-02-28T17:00:00Z') })]), options)));
    expect(text).toContain('<c s="1"><v>46082</v></c>');
  });
});

test('GeoJSON has a point for each row that has a place, and says what it is about', async () => {
  const text = (
    await bytesOf(
      geoJsonOf(
        pagesOf(
          [row()],
          [row({ lat: null, lon: null })].map((r) => r.with(5, null).with(6, null)),
        ),
        options,
      ),
    )
  ).toString();
  const { type, about, features } = JSON.parse(text) as {
    type: string;
    about: unknown;
    features: { geometry: unknown; properties: unknown }[];
  };
  expect([type, about]).toEqual(['FeatureCollection', { product: 'CityWatch' }]);
  expect(features.map(({ geometry }) => geometry)).toEqual([{ type: 'Point', coordinates: [105.6, 21.3] }, null]);
  expect(features[0]?.properties).toEqual({
    at: AT.toISOString(),
    name: 'Đầm Vạc',
    count: 3,
    share: 0.5,
    simulated: true,
  });
});

test('Parquet gives back the same values, empty ones too, over several row groups', async () => {
  const many = Array.from({ length: 45_000 }, (_, at) => row({ count: at, name: at % 7 === 0 ? '' : 'Đầm Vạc' }));
  const rows = [...many, row().map(() => null)];
  const bytes = await bytesOf(parquetOf(pagesOf(rows.slice(0, 30_000), rows.slice(30_000)), options));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const read = await parquetReadObjects({ file });
  expect(read.length).toBe(45_001);
  expect(read[30_001]).toEqual({
    at: AT,
    name: 'Đầm Vạc',
    count: 30_001n,
    share: 0.5,
    simulated: true,
    lat: 21.3,
    lon: 105.6,
  });
  expect(Object.values(read[45_000] ?? {}).every((value) => value === null || value === undefined)).toBe(true);
});

test('an empty table is a whole file in every format', async () => {
  expect((await bytesOf(csvOf(pagesOf(), options))).length).toBeGreaterThan(10);
  expect(Object.keys(unzipSync(await bytesOf(xlsxOf(pagesOf(), options)))).length).toBe(6);
  expect(JSON.parse((await bytesOf(geoJsonOf(pagesOf(), options))).toString())).toMatchObject({ features: [] });
  const bytes = await bytesOf(parquetOf(pagesOf(), options));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  expect(await parquetReadObjects({ file })).toEqual([]);
});

test('the clock of a zone with summer time jumps when it does', () => {
  const wall = wallClockOf('Europe/Berlin');
  expect(localText(wall, new Date('2026-03-29T00:59:59Z'))).toBe('2026-03-29 01:59:59');
  expect(localText(wall, new Date('2026-03-29T01:00:00Z'))).toBe('2026-03-29 03:00:00');
  expect(localText(wall, new Date('2026-10-25T01:00:00Z'))).toBe('2026-10-25 02:00:00');
  expect(localText(wallClockOf('Asia/Ho_Chi_Minh'), new Date('2024-02-28T17:00:00Z'))).toBe('2024-02-29 00:00:00');
});

const run = promisify(execFile);
const has = (program: string): Promise<boolean> =>
  run('which', [program]).then(
    () => true,
    () => false,
  );

/** Slow: `npm run check:exports` asks for it. */
const isAsked = process.env['CITYWATCH_OPEN_EXPORTS'] === 'yes';

describe('other programs open the files', async () => {
  test.skipIf(!isAsked || !(await has('soffice')))(
    'LibreOffice reads CSV and XLSX (npm run check:exports; skipped without it)',
    { timeout: 120_000 },
    async () => {
      const at = await tempDir();
      await writeFile(join(at, 'a.xlsx'), await bytesOf(xlsxOf(pagesOf([row(), row({ name: '=1+1' })]), options)));
      await writeFile(join(at, 'b.csv'), await bytesOf(csvOf(pagesOf([row()]), options)));
      const convert = (name: string) =>
        run('soffice', [
          // Commas, double quotes, UTF-8: what its dialog proposes for a file with the mark.
          ...(name.endsWith('.csv') ? ['--infilter=Text - txt - csv (StarCalc):44,34,76,1'] : []),
          `-env:UserInstallation=file://${at}/profile`,
          '--headless',
          '--convert-to',
          'csv:Text - txt - csv (StarCalc):44,34,76',
          '--outdir',
          join(at, 'out'),
          join(at, name),
        ]);
      await convert('a.xlsx');
      const [, first, second] = (await readFile(join(at, 'out', 'a.csv'), 'utf8')).split('\n');
      expect(first).toBe('2026-03-01 06:30:15,Đầm Vạc,3,0.5,TRUE,21.3,105.6');
      expect(second).toContain(',=1+1,');
      await convert('b.csv');
      expect(await readFile(join(at, 'out', 'b.csv'), 'utf8')).toContain('Đầm Vạc,3,0.5');
    },
  );

  test.skipIf(!isAsked || !(await has('ogrinfo')))(
    'GDAL reads GeoJSON (npm run check:exports; skipped without it)',
    async () => {
      const at = await tempDir();
      await writeFile(join(at, 'a.geojson'), await bytesOf(geoJsonOf(pagesOf([row(), row()]), options)));
      const { stdout } = await run('ogrinfo', ['-al', '-so', join(at, 'a.geojson')]);
      expect(stdout).toContain('Feature Count: 2');
      expect(stdout).toContain('Geometry: Point');
    },
  );
});
