import { fromIndex, route } from '../../http/route.js';
import { examplePicture } from './example.js';
import {
  analysisReply,
  breedsReply,
  imageParams,
  imageQuery,
  imageReply,
  searchQuery,
  searchReply,
} from './schemas.js';

const since = '2026-11-21';
const limit = 'standard';
const runbook = 'uncached-route';

export const searchImages = route({
  method: 'GET',
  path: '/v1/images/search',
  since,
  summary: 'Random pictures, or with a key all of them in order.',
  auth: 'optional',
  request: { query: searchQuery },
  replies: {
    200: {
      description: 'Pictures. Breeds and categories are shown with a key.',
      schema: searchReply,
      example: [examplePicture],
    },
    302: { description: 'With format=src: where the first picture is.' },
    400: { description: 'A parameter is not valid.', type: 'text/plain', example: 'INVALID_DATA' },
    404: {
      description: 'With format=src: none matches.',
      type: 'text/plain',
      example: 'NOT_FOUND',
    },
  },
  cache: fromIndex('images'),
  limit,
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook,
  variesByKey: true,
});

const noSuchImage = {
  description: 'There is no such picture.',
  type: 'text/plain',
  example: "Couldn't find an image matching the passed 'id' of nope",
};

export const getImage = route({
  method: 'GET',
  path: '/v1/images/{image_id}',
  since,
  summary: 'One picture with its breeds and categories.',
  auth: 'optional',
  request: { params: imageParams, query: imageQuery },
  replies: {
    200: {
      description: 'The picture. Breeds and categories only when it has any.',
      schema: imageReply,
      example: { ...examplePicture, breeds: [{ id: 'abys', name: 'Abyssinian' }] },
    },
    400: noSuchImage,
  },
  cache: {
    fresh: '1h',
    stale: '1d',
    tags: ({ image_id }) => [`image:${image_id}`, 'breeds', 'categories'],
    personal: ['sub_id', 'include_vote', 'include_favourite'],
  },
  limit,
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook,
});

export const getImageBreeds = route({
  method: 'GET',
  path: '/v1/images/{image_id}/breeds',
  since: '2026-11-29',
  summary: 'The breeds of a picture.',
  auth: 'optional',
  request: { params: imageParams },
  replies: {
    200: {
      description: 'Its breeds, or none.',
      schema: breedsReply,
      example: [{ id: 'abys', name: 'Abyssinian' }],
    },
    400: noSuchImage,
  },
  cache: fromIndex('images'),
  limit: 'probation',
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook,
});

export const getAnalysis = route({
  method: 'GET',
  path: '/v1/images/{image_id}/analysis',
  since,
  summary: 'What the analysis of a picture found.',
  auth: 'optional',
  request: { params: imageParams },
  replies: {
    200: {
      description: 'One analysis, or none when the picture is not analysed yet.',
      schema: analysisReply,
      example: [
        {
          labels: [{ Name: 'Cat', Confidence: 99.1, Instances: [], Parents: [] }],
          moderation_labels: [],
          vendor: 'catops',
          image_id: examplePicture.id,
          created_at: '2026-11-21T00:00:00.000Z',
        },
      ],
    },
    400: noSuchImage,
  },
  cache: { fresh: '1h', stale: '1d', tags: ({ image_id }) => [`image:${image_id}`] },
  limit,
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook,
});
