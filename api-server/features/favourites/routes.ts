import { never, route } from '../../http/route.js';
import { exampleAttached } from '../images/index.js';
import {
  doneReply,
  favouriteListQuery,
  favouriteParams,
  favouriteReply,
  favouritesReply,
  keptReply,
  newFavourite,
} from './schemas.js';

const since = '2026-11-29';
const limit = 'probation';
const runbook = 'uncached-route';
const cache = never('Favourites are seen by the account that made them alone, and at once.');
const auth = 'required';

const example = {
  ...{ id: 1, user_id: 'u1x9k2', image_id: exampleAttached.id, sub_id: 'user-7' },
  ...{ created_at: '2024-02-01T17:39:28.000Z', image: exampleAttached },
};
const text = 'text/plain';

export const listFavourites = route({
  method: 'GET',
  path: '/v1/favourites',
  since,
  summary: 'Favourites of the account.',
  auth,
  request: { query: favouriteListQuery },
  replies: {
    200: { description: 'Favourites, by id.', schema: favouritesReply, example: [example] },
    400: { description: 'A parameter is not valid.', type: text, example: 'INVALID_DATA' },
  },
  cache,
  limit,
  budget: { p99: '100ms', dbQueriesPerRequest: 2 },
  runbook,
});

export const addFavourite = route({
  method: 'POST',
  path: '/v1/favourites',
  since,
  summary: 'Makes a picture a favourite; once for each sub_id.',
  auth,
  request: { body: newFavourite, example: { image_id: exampleAttached.id, sub_id: 'user-7' } },
  replies: {
    200: {
      description: 'The favourite is kept.',
      schema: keptReply,
      example: { message: 'SUCCESS', id: 1 },
    },
    400: {
      description: 'The body is not valid, or it is a favourite already.',
      type: text,
      example: '"image_id" is required',
    },
  },
  cache,
  limit,
  budget: { p99: '100ms', dbQueriesPerRequest: 3 },
  runbook,
});

export const getFavourite = route({
  method: 'GET',
  path: '/v1/favourites/{favourite_id}',
  since,
  summary: 'One favourite of the account.',
  auth,
  request: { params: favouriteParams },
  replies: {
    200: { description: 'The favourite.', schema: favouriteReply, example },
    404: { description: 'The account has no such favourite.', type: text, example: 'NOT_FOUND' },
  },
  cache,
  limit,
  budget: { p99: '100ms', dbQueriesPerRequest: 1 },
  runbook,
});

export const deleteFavourite = route({
  method: 'DELETE',
  path: '/v1/favourites/{favourite_id}',
  since,
  summary: 'Makes a picture a favourite no more.',
  auth,
  request: { params: favouriteParams },
  replies: {
    200: { description: 'It is gone.', schema: doneReply, example: { message: 'SUCCESS' } },
    400: {
      description: 'The account has no such favourite.',
      type: text,
      example: 'INVALID_ACCOUNT',
    },
  },
  cache,
  limit,
  budget: { p99: '100ms', dbQueriesPerRequest: 1 },
  runbook,
});
