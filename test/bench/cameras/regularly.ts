/** Does something again and again, each time `pauseMs` after it was done, until stopped. @returns stop; throws what `work` threw */
export function every(pauseMs: number, work: () => Promise<void>): () => Promise<void> {
  const until = { stopped: false };
  const going = (async () => {
    while (!until.stopped) {
      await work();
      await new Promise((done) => setTimeout(done, pauseMs));
    }
  })();
  // Told when it is stopped.
  going.catch(() => undefined);
  return async () => {
    until.stopped = true;
    await going;
  };
}
