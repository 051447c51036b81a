const BAR_CELLS = 24;

/** Whether a bar may be drawn: a person is looking, not a log file. */
const isTerminal = () => process.stderr.isTTY;

/** Prints one line about set-up. It goes to stderr so that a program's own output on stdout stays clean. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Prints a notice nobody should overlook. */
export function sayLoudly(text) {
  const rule = '!'.repeat(78);
  say([rule, ...text.split('\n').map((line) => `! ${line}`), rule].join('\n'));
}

/** Bytes as people read them: `372 kB`, `12.8 MB`. */
export function sizeText(bytes) {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 100_000_000 ? 1 : 0)} MB`;
}

/**
 * Announces a step that takes a while and shows how far it is.
 * On a terminal: a bar (or, where the share done is unknown, the seconds so far) on one line that is replaced.
 * Elsewhere: one line at the start and one at the end.
 *
 * @param {string} label what is done and how big it is
 * @returns {{ share(done: number): void, done(remark?: string): void, failed(): void }} `share` takes 0..1
 */
export function startProgress(label) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  if (!isTerminal()) {
    say(`  … ${label}`);
    return {
      share() {},
      done: (remark = '') => say(`  ✓ ${label}${remark === '' ? '' : `: ${remark}`} (${seconds()} s)`),
      failed() {},
    };
  }
  let share;
  const draw = () => {
    const cells = share === undefined ? undefined : Math.round(Math.min(1, Math.max(0, share)) * BAR_CELLS);
    const bar = cells === undefined ? `${seconds()} s` : `▕${'█'.repeat(cells)}${' '.repeat(BAR_CELLS - cells)}▏`;
    process.stderr.write(`\r\u001b[K  … ${bar} ${label}`.slice(0, (process.stderr.columns ?? 120) + 4));
  };
  const timer = setInterval(draw, 100);
  timer.unref();
  const clear = () => {
    clearInterval(timer);
    process.stderr.write('\r\u001b[K');
  };
  draw();
  return {
    share(done) {
      share = done;
    },
    done(remark = '') {
      clear();
      say(`  ✓ ${label}${remark === '' ? '' : `: ${remark}`} (${seconds()} s)`);
    },
    failed: clear,
  };
}
