// Answers after a few milliseconds, most requests sooner than some, and does wrong what BENCH_FAULT
// says. Which request meets what is drawn at random, so that of two senders neither is favoured.
// Listens when it is started; stops when its parent is gone.
import { createServer } from 'node:http';

const fault = process.env.BENCH_FAULT ?? 'none';
const everyMs = 5000;
const frozenMs = 1000;
// The first of them after everybody has begun to send.
const firstMs = 3000;
const share = 0.05;

const server = createServer((request, response) => {
  if (fault === 'idle') return response.end('ok');
  if (Math.random() < share) {
    if (fault === 'reset') return request.socket.resetAndDestroy();
    if (fault === 'drop') return request.socket.end();
    if (fault === 'close') response.setHeader('connection', 'close');
  }
  const place = Math.random();
  const wait = place < 0.8 ? 5 : place < 0.95 ? 25 : 80;
  setTimeout(() => response.end('ok'), wait);
});
server.keepAliveTimeout = 60_000;

if (fault === 'freeze') {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const freeze = () => Atomics.wait(sleeper, 0, 0, frozenMs);
  setTimeout(() => {
    setInterval(freeze, everyMs);
    freeze();
  }, firstMs);
}
process.once('disconnect', () => process.exit(0));
process.on('message', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  process.send({ url: `http://127.0.0.1:${server.address().port}` });
});
