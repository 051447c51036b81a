import {
  appendFile,
  cp,
  mkdtemp,
  open as openFile,
  readdir,
  rm,
  stat,
  truncate,
  type FileHandle,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { openReadingsLog, type ReadingsLog } from '../../../edge-agent/edges/readings-log.ts';
import { tempDir } from '../../support/places.ts';

let epochs = 0;
const open = (folder: string, bounds: { maxBytes?: number; segmentBytes?: number } = {}): Promise<ReadingsLog> =>
  openReadingsLog({ folder, maxBytes: 1e6, segmentBytes: 300, newEpoch: () => `epoch-${++epochs}`, ...bounds });

const aReading = (value: number) => ({ sensorId: 'dam-vac', at: 1_790_000_000_000 + value, value });
const valuesOf = async (log: ReadingsLog, after = 0): Promise<number[]> =>
  (await log.read(after, 1000)).map(({ value }) => value);
const segmentsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.log')).toSorted();

/** What every file that is open does, put back when the test ends. */
async function fileHandles(folder: string): Promise<FileHandle> {
  const file = await openFile(join(folder, 'any'), 'w');
  await file.close();
  onTestFinished(() => void vi.restoreAllMocks());
  return Object.getPrototypeOf(file) as FileHandle; // of which every handle is one
}

type Deed =
  | { readonly kind: 'add'; readonly count: number }
  | { readonly kind: 'flush' }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'crash'; readonly torn: string }
  | { readonly kind: 'confirm'; readonly share: number };
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('crash' as const), torn: fc.constantFrom('', '12 dam-va', '9') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('confirm' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
);

describe('the store of readings', () => {
  it('keeps what was flushed until it is confirmed, in order, whatever happens in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 40 }), async (deeds) => {
        const studio = await mkdtemp(join(tmpdir(), 'citywatch-log-'));
        let folder = join(studio, 'first');
        let crashes = 0;
        try {
          let log = await open(folder);
          const { epoch } = log;
          let taken: number[] = [];
          let inMemory: number[] = [];
          let confirmed = 0;
          let next = 1;
          for (const what of deeds) {
            if (what.kind === 'add') {
              for (let i = 0; i < what.count; i++, next++) inMemory.push(next);
              expect(log.add(inMemory.slice(-what.count).map(aReading))).toBe(0);
            } else if (what.kind === 'flush') {
              await log.flush();
              taken.push(...inMemory);
              inMemory = [];
            } else if (what.kind === 'reopen') {
              await log.close();
              taken.push(...inMemory);
              inMemory = [];
              log = await open(folder);
            } else if (what.kind === 'crash') {
              // The files stay as they are at this moment, perhaps with the beginning of a line.
              const left = join(studio, `after-${++crashes}`);
              await cp(folder, left, { recursive: true });
              await log.close();
              folder = left;
              const last = (await segmentsIn(folder)).at(-1) ?? expect.fail();
              if (what.torn !== '') await appendFile(join(folder, last), what.torn);
              next -= inMemory.length;
              inMemory = [];
              log = await open(folder);
            } else {
              confirmed = Math.max(confirmed, Math.floor(taken.length * what.share));
              await log.confirm(confirmed);
            }
            // After a crash the last confirmation may be forgotten; that only means that it is sent once more.
            const { confirmedSeq } = log.stats();
            expect(confirmedSeq).toBeLessThanOrEqual(confirmed);
            expect(await valuesOf(log)).toEqual(taken.slice(confirmedSeq));
            expect(await valuesOf(log, confirmed)).toEqual(taken.slice(confirmed));
            expect(log.stats()).toMatchObject({ lastSeq: taken.length, lost: 0 });
          }
          expect(log.epoch).toBe(epoch);
          taken = [];
          await log.close();
        } finally {
          await rm(studio, { recursive: true, force: true });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('gives up whole segments that are confirmed, but never the number it stands at', async () => {
    const folder = await tempDir();
    const log = await open(folder);
    for (let i = 1; i <= 30; i++) {
      log.add([aReading(i)]);
      await log.flush();
    }
    expect((await segmentsIn(folder)).length).toBeGreaterThan(3);
    await log.confirm(30);
    await log.flush();
    expect(await segmentsIn(folder)).toHaveLength(1);
    await log.close();
    const again = await open(folder);
    again.add([aReading(31)]);
    await again.flush();
    expect((await again.read(0, 10)).map(({ seq }) => seq)).toEqual([31]);
    await again.close();
  });

  it('takes no more when it is full, says how many it refused, and takes again when there is room', async () => {
    const folder = await tempDir();
    const log = await open(folder, { maxBytes: 600 });
    for (let i = 1; i <= 40; i++) {
      log.add([aReading(i)]);
      await log.flush();
    }
    const { lost, full, lastSeq } = log.stats();
    expect(lost + lastSeq).toBe(40);
    expect(lost).toBeGreaterThan(0);
    expect(full).toBeGreaterThan(0.9);
    expect(await valuesOf(log)).toEqual(Array.from({ length: lastSeq }, (_, i) => i + 1));
    await log.confirm(lastSeq);
    expect(log.stats().full).toBeLessThan(0.6);
    expect(log.add([aReading(99)])).toBe(0);
    await log.close();
  });

  it('steps over damage in the middle, and counts on', async () => {
    const folder = await tempDir();
    const log = await open(folder, { segmentBytes: 1e6 });
    log.add([1, 2, 3, 4].map(aReading));
    await log.close();
    const file = join(folder, (await segmentsIn(folder))[0] ?? expect.fail());
    const { size } = await stat(file);
    await truncate(file, size - 3);
    await appendFile(file, 'xx\n');
    const again = await open(folder, { segmentBytes: 1e6 });
    expect(again.stats()).toMatchObject({ lastSeq: 4, damagedLines: 1 });
    again.add([aReading(5)]);
    await again.flush();
    expect((await again.read(0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3, 5]);
    await again.close();
  });

  it('gives a reading out to be sent only when the disk says that it is kept, and writes it again when it says that it is not', async () => {
    const folder = await tempDir();
    const log = await open(folder);
    const files = await fileHandles(folder);
    let refuse: (error: Error) => void = () => undefined;
    const datasync = vi
      .spyOn(files, 'datasync')
      .mockImplementationOnce(() => new Promise((_, reject) => (refuse = reject)));
    log.add([1, 2].map(aReading));
    const flushed = log.flush();
    await expect.poll(() => datasync.mock.calls.length).toBe(1);
    expect(log.stats()).toMatchObject({ lastSeq: 0, waiting: 2 });
    refuse(new Error('EIO'));
    await expect(flushed).rejects.toThrow('EIO');
    expect(await valuesOf(log)).toEqual([]);
    await log.flush();
    expect(await valuesOf(log)).toEqual([1, 2]);
    await log.close();
  });

  it('keeps all of what it took on a disk that is full half-way through', async () => {
    const folder = await tempDir();
    const log = await open(folder);
    const files = await fileHandles(folder);
    // Of its overloads the one that is used.
    const write = Reflect.get(files, 'write') as (
      ...args: [bytes: Buffer, from: number, length: number, at: number]
    ) => Promise<{ bytesWritten: number; buffer: Buffer }>;
    let room = 40;
    // As a file system does: what there is room for is written, and only the next write is refused.
    const halfWay = async function (this: FileHandle, bytes: Buffer, from: number, length: number, at: number) {
      if (room === 0) throw new Error('ENOSPC');
      const some = Math.min(room, length);
      room -= some;
      return write.apply(this, [bytes, from, some, at]);
    };
    vi.spyOn(files, 'write').mockImplementation(halfWay as never); // vitest sees another overload
    log.add([1, 2, 3].map(aReading));
    await expect(log.flush()).rejects.toThrow('ENOSPC');
    expect(log.stats()).toMatchObject({ lastSeq: 0, waiting: 3 });
    room = 1e6;
    await log.close();
    const again = await open(folder);
    expect(await valuesOf(again)).toEqual([1, 2, 3]);
    expect(again.stats().damagedLines).toBe(0);
    await again.close();
  });

  it('begins a new epoch when its folder was emptied', async () => {
    const folder = await tempDir();
    const first = await open(folder);
    await first.close();
    await rm(join(folder, (await segmentsIn(folder))[0] ?? expect.fail()));
    const second = await open(folder);
    expect(second.epoch).not.toBe(first.epoch);
    await second.close();
  });
});
