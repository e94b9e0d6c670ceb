/** A failure of a dependency that is told in the log in its own words: none of them came from outside. */
export class ToldFailure extends Error {}
