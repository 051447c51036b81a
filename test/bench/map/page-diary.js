// Runs in the page before anything else: notes every animation frame and every long task (W3C Long Tasks, over 50 ms).
const diary = { frames: [], tasks: [], since: 0 };
globalThis.diary = diary;
const frame = (at) => {
  diary.frames.push(at);
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) diary.tasks.push(duration);
}).observe({ type: 'longtask' });
