/** What is taken out. Areas are already widened to everything below them; undefined: no restriction. */
export type ExportFilter = {
  readonly from: Date;
  readonly to: Date;
  readonly step: 'raw' | '15min' | 'hour' | 'day';
  readonly areaIds: readonly string[] | undefined;
  readonly cameraId: string | undefined;
  readonly zoneId: string | undefined;
  readonly sensorId: string | undefined;
  readonly classes: readonly string[] | undefined;
  readonly event: string | undefined;
  /** Which area a row belongs to: that of its time, as stamped on it, or that in which its device stands today. */
  readonly boundaries: 'then' | 'now';
};

/** Kinds of cells as the store gives them: numbers, texts, Dates. */
export type ExportColumn = {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'number' | 'time' | 'yes-no';
};

/**
 * A table that can be taken out. Its rows have a place in an order, so that they are read page by page without a long
 * transaction: one would keep the database from cleaning up, and its memory is nobody's.
 */
export type ExportSource = {
  readonly columns: readonly ExportColumn[];
  /**
   * Conditions of one table expression, `$1` the areas one may see. `select` lists the columns in their order; `at` and
   * `key` are the place in the order: a time and a text that together are unique.
   */
  readonly statement: (filter: ExportFilter) => {
    readonly select: string;
    readonly from: string;
    readonly where: string;
    readonly at: string;
    readonly key: string;
    /** From `$2` on. */
    readonly values: readonly unknown[];
    /**
     * `rows`, without it: they lie in the order of `at`. `sums`: made by joining, so that all of a time are there before the
     * first can be told. `timeless`: `at` does not lie in the filter's period.
     */
    readonly order?: 'rows' | 'sums' | 'timeless';
  };
};

/** Name of an area as it was called at a moment. */
export function areaName(areaId: string, at: string): string {
  return `(select name_vi from area where area.id = ${areaId} and valid_from <= ${at}
    and (valid_to is null or ${at} < valid_to) limit 1)`;
}

/** The area a row belongs to, as SQL. @param place alias of its device's `known_place` */
export function areaOf({ boundaries }: ExportFilter, row: string, place: string): string {
  return boundaries === 'now' ? `${place}.area_id` : `${row}.area_id`;
}

/** Its name: as it was called then, or is called today. */
export function areaNameOf(filter: ExportFilter, area: string, at: string): string {
  return areaName(area, filter.boundaries === 'now' ? 'now()' : at);
}

/** Whether what a device tells of a moment was made up. */
export function simulatedAt(deviceId: string, at: string): string {
  return `exists (select from simulated_span made where (made.device_id is null or made.device_id = ${deviceId})
    and ${at} >= made.from_at and ${at} < made.to_at)`;
}

/** Columns `name` of the given type, in short. */
export function columnsOf(type: ExportColumn['type'], ...names: readonly string[]): ExportColumn[] {
  return names.map((name) => ({ name, type }));
}
