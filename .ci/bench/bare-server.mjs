// The least that could answer: node:http writing a reply that is ready, or Fastify serialising an
// object. What to write comes from the environment; stops when told, or when its parent is gone.
import { createServer } from 'node:http';

const { headers, body } = JSON.parse(process.env.BENCH_REPLY);
process.once('disconnect', () => process.exit(0));
process.on('message', () => process.exit(0));

if (process.env.BENCH_KIND === 'fastify') {
  const { default: fastify } = await import('fastify');
  const app = fastify();
  const object = JSON.parse(body);
  app.get('/*', () => object);
  await app.listen({ port: 0, host: '127.0.0.1' });
  tell(app.server);
} else {
  const bytes = Buffer.from(body);
  const server = createServer((_request, response) => {
    response.writeHead(200, headers);
    response.end(bytes);
  });
  server.listen(0, '127.0.0.1', () => tell(server));
}

function tell(server) {
  process.send({ url: `http://127.0.0.1:${server.address().port}` });
}
