import { never, route } from '../../http/route.js';
import { imageParams, ownQuery, ownReply } from '../images/index.js';
import {
  breedParams,
  changedBreed,
  invalidFile,
  newBreed,
  newUpload,
  uploadQuery,
  uploadReply,
} from './schemas.js';

const since = '2026-11-29';
const limit = 'probation';
const runbook = 'uncached-route';
const cache = never('Uploads are for the account that sent them, and may wait for approval.');
const auth = 'required';
const text = 'text/plain';

const example = {
  ...{ id: 'Ab3dE_9x1', url: 'http://127.0.0.1:3000/images/Ab3dE_9x1.jpg' },
  ...{ width: 480, height: 640, sub_id: 'user-7' },
};
const done = { message: 'SUCCESS', image_id: 'Ab3dE_9x1', breed_id: 'abys' };
const notTheirs = {
  description: 'The account has no such picture.',
  type: text,
  example: 'INVALID_DATA',
};
const notTheirsOrNone = {
  ...notTheirs,
  description:
    'It is not the account’s picture, or there is no such breed. Of no picture at all it says as GET does.',
};

export const listUploads = route({
  method: 'GET',
  path: '/v1/images',
  since,
  summary: 'Pictures that the account uploaded.',
  auth,
  request: { query: ownQuery },
  replies: {
    200: {
      description: 'Uploads, with their number only in ASC or DESC.',
      schema: ownReply,
      example: [
        {
          breeds: [],
          ...example,
          ...{ created_at: '2024-02-01T22:26:20.000Z', original_filename: 'tom.jpg' },
          breed_ids: null,
        },
      ],
    },
    302: { description: 'With format=src: where the first picture is.' },
    400: { description: 'A parameter is not valid.', type: text, example: 'INVALID_DATA' },
    404: { description: 'With format=src: none matches.', type: text, example: 'NOT_FOUND' },
  },
  cache,
  limit,
  budget: { p99: '100ms', dbQueriesPerRequest: 4 },
  runbook,
});

export const uploadImage = route({
  method: 'POST',
  path: '/v1/images/upload',
  since,
  summary: 'Takes in a picture. Until it is approved its owner alone is shown it.',
  auth,
  request: { query: uploadQuery, body: newUpload, isForm: true },
  replies: {
    201: {
      description: 'The picture, made anew: nothing but its pixels is kept.',
      schema: uploadReply,
      example: { ...example, original_filename: 'tom.jpeg', pending: 1, approved: 0 },
    },
    400: {
      description: 'It is no JPEG, PNG or GIF; or INVALID_DATA, as one of the breeds is none.',
      type: text,
      example: invalidFile,
    },
    408: { description: 'It did not come in time.', type: text, example: 'Request Timeout' },
    413: {
      description: 'It is too large, in bytes or in pixels.',
      ...{ type: text, example: 'PAYLOAD_TOO_LARGE' },
    },
    503: {
      description: 'Too many uploads are under way; come back after Retry-After.',
      type: text,
      example: 'Service Unavailable',
    },
  },
  cache,
  limit,
  budget: { p99: '5s', dbQueriesPerRequest: 5 },
  runbook,
});

export const deleteImage = route({
  method: 'DELETE',
  path: '/v1/images/{image_id}',
  since,
  summary: 'Removes an own picture.',
  auth,
  request: { params: imageParams },
  replies: { 204: { description: 'It is gone, everywhere within a second.' }, 400: notTheirs },
  cache,
  limit,
  budget: { p99: '200ms', dbQueriesPerRequest: 4 },
  runbook,
});

const breedChanged = { description: 'It is done.', schema: changedBreed, example: done };

export const addBreed = route({
  method: 'POST',
  path: '/v1/images/{image_id}/breeds',
  since,
  summary: 'Says that an own picture shows a breed.',
  auth,
  request: { params: imageParams, body: newBreed, example: { breed_id: 'abys' } },
  replies: { 200: breedChanged, 400: notTheirsOrNone },
  cache,
  limit,
  budget: { p99: '200ms', dbQueriesPerRequest: 5 },
  runbook,
});

export const removeBreed = route({
  method: 'DELETE',
  path: '/v1/images/{image_id}/breeds/{breed_id}',
  since,
  summary: 'Says that an own picture shows a breed no more.',
  auth,
  request: { params: breedParams },
  replies: { 200: breedChanged, 400: notTheirsOrNone },
  cache,
  limit,
  budget: { p99: '200ms', dbQueriesPerRequest: 5 },
  runbook,
});
