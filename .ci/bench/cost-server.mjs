// A bare server that spends a declared time of one core on each request, and tells its parent where
// it listens: COST_US microseconds.
import { createServer } from 'node:http';

const cost = Number(process.env.COST_US ?? 1000) / 1000;

let sink = 0;
// Work and not waiting: a fixed number of steps, measured before the server listens.
const stepsPerMs = calibrate();
const steps = Math.round(stepsPerMs * cost);
const server = createServer((request, response) => {
  if (request.url !== '/work') return response.writeHead(404).end();
  sink = work(steps, sink);
  response.writeHead(200, { 'content-type': 'text/plain' }).end('done');
});
server.listen(0, '127.0.0.1', () => {
  process.send({ url: `http://127.0.0.1:${server.address().port}`, stepsPerMs });
});
process.on('message', () => process.exit(0));
process.on('disconnect', () => process.exit(0));

function work(count, seed) {
  let value = seed | 1;
  for (let step = 0; step < count; step++)
    value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) | 1;
  return value;
}

// The quietest of many looks; STEPS_PER_MS takes that of another server, so that costs are in the
// proportion declared.
function calibrate() {
  if (process.env.STEPS_PER_MS) return Number(process.env.STEPS_PER_MS);
  const count = 200_000;
  let best = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 50; look++) {
    const start = performance.now();
    sink = work(count, look);
    best = Math.min(best, performance.now() - start);
  }
  return count / best;
}
