/** What was seen of a replica the last time it was asked; undefined when it did not answer. */
export interface ReplicaView {
  /** Whether it applies what it has from its primary. */
  readonly applies: boolean;
  /** Seconds it is behind; null when it does not know, as without a primary. */
  readonly lagSeconds: number | null;
  /** The newest change it has. */
  readonly seq: number;
}

/** What is known when it is decided where to read. */
export interface ReadState {
  readonly views: readonly (ReplicaView | undefined)[];
  readonly primaryAnswers: boolean;
  /** The newest change that was read anywhere. */
  readonly seq: number;
  readonly maxLagSeconds: number;
  /** Who is read from now; undefined for the primary. */
  readonly current: number | undefined;
}

/**
 * Which replica to read from, by index; undefined for the primary. It stays where it is as long as
 * that will do: caches are made true by the changes of one server, in order. Who is newly chosen has
 * every change that was read before, or a cache would be filled with what it replaced.
 */
export function chooseReplica(state: ReadState): number | undefined {
  const { current, views } = state;
  if (current !== undefined && willDo(state, views[current])) return current;
  const indexes = views.map((_, index) => index);
  const caughtUp = indexes.find(
    (index) => willDo(state, views[index]) && (views[index]?.seq ?? 0) >= state.seq,
  );
  if (caughtUp !== undefined || state.primaryAnswers) return caughtUp;
  // Nobody is whole: the newest of those that answer.
  const newestFirst = indexes
    .filter((index) => views[index] !== undefined)
    .sort((a, b) => (views[b]?.seq ?? 0) - (views[a]?.seq ?? 0));
  return newestFirst[0];
}

// Without a primary no replica knows how far it is behind, and none gets further behind.
function willDo(state: ReadState, view: ReplicaView | undefined): boolean {
  if (view === undefined) return false;
  if (!state.primaryAnswers) return true;
  return view.applies && view.lagSeconds !== null && view.lagSeconds <= state.maxLagSeconds;
}
