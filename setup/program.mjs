import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Output of a program kept for explaining a failure; the rest is dropped from the front. */
const KEPT_CHARACTERS = 100_000;

/**
 * Runs a program to its end and collects what it printed.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onStatus?: (line: string) => void }} [options]
 *   `onStatus` gets the lines the program writes to file descriptor 3
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string, missing: boolean }>}
 *   `missing` when there is no such program; never rejects
 */
export function runProgram(program, args, { cwd, env, onStatus } = {}) {
  return new Promise((resolve) => {
    let stdout = '';
    let stderr = '';
    const child = spawn(program, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe', ...(onStatus === undefined ? [] : ['pipe'])],
    });
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr = (stderr + text).slice(-KEPT_CHARACTERS)));
    if (onStatus !== undefined) {
      let rest = '';
      child.stdio[3].setEncoding('utf8').on('data', (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onStatus(line);
      });
    }
    child.on('error', (error) => {
      resolve({ code: null, stdout, stderr: `${stderr}\n${error.message}`, missing: error.code === 'ENOENT' });
    });
    child.on('close', (code) => resolve({ code, stdout, stderr, missing: false }));
  });
}

/**
 * Runs a program that has the terminal to itself, and passes it the signals that would end us,
 * so that it can end in its own order.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it
 */
export function runInForeground(program, args, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: env ?? process.env, stdio: 'inherit' });
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    // Ctrl-C reaches the child from the terminal as well; sending it twice would read as "now, without order".
    const passOn = (signal) => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of signals) process.on(signal, passOn);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, passOn);
      resolve(code ?? 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal ?? ''] ?? 1));
    });
  });
}

/**
 * The first of `names` that is an executable file on PATH.
 *
 * @param {readonly string[]} names
 * @param {string} [searchPath]
 * @returns {string | undefined} its full path
 */
export function findOnPath(names, searchPath = process.env.PATH ?? '') {
  for (const name of names) {
    for (const folder of searchPath.split(path.delimiter)) {
      if (folder === '') continue;
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // not in this folder
      }
    }
  }
  return undefined;
}
