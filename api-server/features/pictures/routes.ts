import * as z from 'zod';
import { route } from '../../http/route.js';
import { examplePicture } from '../images/index.js';

const file = z
  .string()
  .meta({ description: 'Id of a picture and its ending', example: `${examplePicture.id}.jpg` });
const size = z.enum(['thumb', 'small', 'med']).meta({
  description:
    'How wide it is: 150, 250 or 500 pixels; none has one that it would have to be enlarged for',
  example: 'thumb',
});

const ofFiles = {
  auth: 'optional',
  replies: {
    200: { description: 'The picture; it never changes.', type: 'image/*' },
    206: { description: 'The part that `Range` asks for.', type: 'image/*' },
    304: { description: 'The copy you have is still good.' },
    404: { description: 'There is no such picture.', type: 'text/plain', example: 'NOT_FOUND' },
    412: {
      description: 'It is not the one that `If-Match` names.',
      ...{ type: 'text/plain', example: 'PRECONDITION_FAILED' },
    },
    416: {
      description: 'It has no such part.',
      ...{ type: 'text/plain', example: 'RANGE_NOT_SATISFIABLE' },
    },
  },
  cache: {
    fresh: '1h',
    stale: '1d',
    spares: 'files',
    tags: ({ file: name }: { readonly file: string }) => [
      `image:${name.slice(0, name.lastIndexOf('.'))}`,
    ],
  },
  limit: 'files',
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook: 'uncached-route',
} as const;

export const getPicture = route({
  method: 'GET',
  path: '/images/{file}',
  since: '2026-11-21',
  summary: 'The picture itself; to its owner alone until it is approved.',
  request: { params: z.object({ file }) },
  ...ofFiles,
});

export const getRendition = route({
  method: 'GET',
  path: '/images/{size}/{file}',
  since: '2026-11-29',
  summary: 'A smaller copy of a picture; to its owner alone until it is approved.',
  request: { params: z.object({ size, file }) },
  ...ofFiles,
  // As of every route that is new: that of files when it is known what people do with it.
  limit: 'probation',
});
