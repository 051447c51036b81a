/** Sums of a process's counters by the value of one label, read from its Prometheus page. */
export async function countsBy(port: number, metric: string, label: string): Promise<Readonly<Record<string, number>>> {
  // A connection of its own each time: the port may belong to the process of another run by now.
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: 'close' } });
  const page = await answer.text();
  const sums: Record<string, number> = {};
  for (const line of page.split('\n')) {
    const [, name, labels = '', value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (name !== metric) continue;
    const key = new RegExp(`(?:^|,)${label}="([^"]*)"`).exec(labels)?.[1] ?? '';
    sums[key] = (sums[key] ?? 0) + Number(value);
  }
  return sums;
}

/** What was added between two readings, without what stayed the same. */
export function growth(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(after)
      .map(([key, value]) => [key, value - (before[key] ?? 0)] as const)
      .filter(([, value]) => value > 0),
  );
}
