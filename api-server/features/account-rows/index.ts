// What votes and favourites have in common: rows that belong to one account.
export {
  type AccountListAsk,
  type AccountListQuery,
  type AccountPage,
  accountListQuery,
  attachImages,
  type ListDeps,
  pageReply,
  readRowId,
  secondText,
  toListAsk,
} from './account-lists.js';
export { GroupCommit } from './group-commit.js';
