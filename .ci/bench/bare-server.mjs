// The least that could answer: node:http writing replies that are ready, or Fastify serialising
// objects, with its own few headers or with ours. What to write comes from a file; stops when told, or when its parent is gone.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const replies = JSON.parse(readFileSync(process.env.BENCH_REPLIES, 'utf8'));
process.once('disconnect', () => process.exit(0));
process.on('message', () => process.exit(0));

let turn = 0;
const next = (list) => {
  turn = (turn + 1) % list.length;
  return list[turn];
};

const kind = process.env.BENCH_KIND;
if (kind === 'fastify' || kind === 'fastify-headers') {
  const { default: fastify } = await import('fastify');
  const app = fastify();
  const ready = replies.map(({ headers, body }) => ({
    headers: named(headers),
    object: JSON.parse(body),
  }));
  if (kind === 'fastify') app.get('/*', () => next(ready).object);
  else {
    app.get('/*', (_request, reply) => {
      const { headers, object } = next(ready);
      reply.headers(headers);
      return object;
    });
  }
  await app.listen({ port: 0, host: '127.0.0.1' });
  tell(app.server);
} else {
  const ready = replies.map(({ headers, body }) => ({ headers, bytes: Buffer.from(body) }));
  const server = createServer((_request, response) => {
    const { headers, bytes } = next(ready);
    response.writeHead(200, headers);
    response.end(bytes);
  });
  server.listen(0, '127.0.0.1', () => tell(server));
}

// Fastify counts the length itself.
function named(flat) {
  const pairs = flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]]] : []));
  return Object.fromEntries(pairs.filter(([name]) => name !== 'content-length'));
}

function tell(server) {
  process.send({ url: `http://127.0.0.1:${server.address().port}` });
}
