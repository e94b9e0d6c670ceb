import { z } from 'zod';
import { route } from '../../http/route.js';
import { examplePicture } from '../images/index.js';

const params = z.object({
  file: z
    .string()
    .meta({ description: 'Id of a picture and its ending', example: `${examplePicture.id}.jpg` }),
});

export const getPicture = route({
  method: 'GET',
  path: '/images/{file}',
  since: '2026-11-21',
  summary: 'The picture itself; to its owner alone until it is approved.',
  auth: 'optional',
  request: { params },
  replies: {
    200: { description: 'The picture; it never changes.', type: 'image/*' },
    304: { description: 'The copy you have is still good.' },
    404: { description: 'There is no such picture.', type: 'text/plain', example: 'NOT_FOUND' },
  },
  cache: {
    fresh: '1h',
    stale: '1d',
    spares: 'files',
    tags: ({ file }) => [`image:${file.slice(0, file.lastIndexOf('.'))}`],
  },
  limit: 'files',
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook: 'uncached-route',
});
