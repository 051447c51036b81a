import { mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';
import { explainFailure } from './setup-error.mjs';

/**
 * Lets one set-up of this checkout work at a time; a second one waits and then finds the work done.
 *
 * @template T
 * @param {string} file made while the work goes on, with the number of the process that does it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(file, work) {
  await mkdir(path.dirname(file), { recursive: true }).catch(explain);
  for (let told = false; !(await take(file)); told = true) {
    if (!told) say('  … another set-up of this folder is at work; waiting for it');
    await sleep(200);
  }
  const release = () => rm(file, { force: true });
  const onSignal = (signal) => void release().then(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await work();
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await release();
  }
}

async function take(file) {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(`${process.pid}`);
    await handle.close();
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') explain(error);
  }
  const holder = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (Number.isInteger(holder) && !isAlive(holder)) await rm(file, { force: true });
  return false;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function explain(error) {
  throw explainFailure('preparing the folder .cache', error.message);
}
