import { never, route } from '../../http/route.js';
import { accountListQuery } from '../account-rows/index.js';
import { exampleAttached } from '../images/index.js';
import { doneReply, newVote, votedReply, voteParams, voteReply, votesReply } from './schemas.js';

const since = '2026-11-29';
const limit = 'probation';
const runbook = 'uncached-route';
const cache = never('Votes are seen by the account that cast them alone, and at once.');
const auth = 'required';

const example = {
  ...{
    id: 1,
    image_id: exampleAttached.id,
    sub_id: 'user-7',
    created_at: '2024-02-01T17:29:28.000Z',
  },
  ...{ value: 1, country_code: null, image: exampleAttached },
};
const notThere = {
  description: 'The account has no such vote.',
  type: 'text/plain',
  example: 'NOT_FOUND',
};

export const listVotes = route({
  method: 'GET',
  path: '/v1/votes',
  since,
  summary: 'Votes of the account.',
  auth,
  request: { query: accountListQuery },
  replies: {
    200: { description: 'Votes, by id.', schema: votesReply, example: [example] },
    400: { description: 'A parameter is not valid.', type: 'text/plain', example: 'INVALID_DATA' },
  },
  cache,
  limit,
  budget: { p99: '100ms', dbQueriesPerRequest: 2 },
  runbook,
});

export const getVote = route({
  method: 'GET',
  path: '/v1/votes/{vote_id}',
  since,
  summary: 'One vote of the account.',
  auth,
  request: { params: voteParams },
  replies: {
    200: {
      description: 'The vote.',
      schema: voteReply,
      example: { ...example, user_id: 'u1x9k2' },
    },
    404: notThere,
  },
  cache,
  limit,
  budget: { p99: '100ms', dbQueriesPerRequest: 1 },
  runbook,
});

export const castVote = route({
  method: 'POST',
  path: '/v1/votes',
  since,
  summary: 'Votes on a picture; as often as one likes.',
  auth,
  request: { body: newVote, example: { image_id: exampleAttached.id, sub_id: 'user-7', value: 1 } },
  replies: {
    201: {
      description: 'The vote is kept.',
      schema: votedReply,
      example: {
        message: 'SUCCESS',
        id: 1,
        image_id: exampleAttached.id,
        value: 1,
        country_code: null,
      },
    },
    400: {
      description: 'The body is not valid.',
      type: 'text/plain',
      example: '"image_id" is required',
    },
  },
  cache,
  limit,
  budget: { p99: '100ms', dbQueriesPerRequest: 1 },
  runbook,
});

export const deleteVote = route({
  method: 'DELETE',
  path: '/v1/votes/{vote_id}',
  since,
  summary: 'Takes a vote back.',
  auth,
  request: { params: voteParams },
  replies: {
    200: { description: 'It is gone.', schema: doneReply, example: { message: 'SUCCESS' } },
    404: { ...notThere, example: 'NO_VOTE_FOUND_MATCHING_ID' },
  },
  cache,
  limit,
  budget: { p99: '100ms', dbQueriesPerRequest: 1 },
  runbook,
});
