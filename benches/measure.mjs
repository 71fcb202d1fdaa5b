/** Times functions side by side: what slows the machine down for a while slows down all of them. */

/** How long one batch of calls takes at least, in milliseconds: far above the clock's resolution. */
const BATCH = 2;

/**
 * Times every function in rounds, each round a batch of every one in a new order, and gives for each the nanoseconds
 * of one call, round by round.
 *
 * @param {{ [name: string]: () => unknown }} functions
 * @returns {{ [name: string]: number[] }}
 */
export function measure(functions, rounds) {
  const entries = Object.entries(functions).map(([name, run]) => ({ name, run, calls: calibrate(run), times: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const entry of shuffled(entries)) entry.times.push((time(entry.run, entry.calls) * 1e6) / entry.calls);
  }
  return Object.fromEntries(entries.map(({ name, times }) => [name, times]));
}

/** The same items in an order of chance. */
export function shuffled(items) {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** How many calls fill a batch, found by doubling, which also warms the function up. */
function calibrate(run) {
  let calls = 1;
  // The optimising compiler needs some time of its own.
  const until = performance.now() + 100;
  while (time(run, calls) < BATCH || performance.now() < until) {
    if (time(run, calls) < BATCH) calls *= 2;
  }
  return calls;
}

function time(run, calls) {
  const start = performance.now();
  for (let i = 0; i < calls; i += 1) run();
  return performance.now() - start;
}

export const minimum = (times) => Math.min(...times);

export function median(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
