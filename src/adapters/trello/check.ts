import type { Checkup, Finding } from '../../doctor/finding.js';
import { clockFinding, findingsOf } from '../../doctor/vendor-findings.js';
import { type Severity, type State, severities } from '../../incidents/entry.js';
import type { Clock } from '../../platform/host.js';
import { bounded } from '../../platform/vendor-failure.js';
import { createBoardReader, hasOwnList, labelFor } from './board.js';
import {
  createTrelloCaller,
  fieldsOf,
  type TrelloAccess,
  type TrelloCaller,
  textOf,
} from './client.js';

export interface TrelloCheckOptions extends TrelloAccess {
  readonly board?: string | undefined;
  readonly publicBoard?: string | undefined;
  readonly clock: Clock;
}

const make = findingsOf('Trello');
const timeoutMs = 15_000;
const states: readonly State[] = [
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'closed',
  'cancelled',
];
const publicStates = states.slice(0, 4);

/** Looks at key, token, boards, lists and labels. Read-only: no card is made. */
export function createTrelloCheckup(options: TrelloCheckOptions): Checkup {
  const caller = createTrelloCaller(options);
  return {
    area: 'Trello',
    examine: async (outer) => {
      const signal = bounded(outer, timeoutMs);
      const me = await caller.call(signal, (trello) =>
        trello.sendRequest<unknown>({
          url: '/members/me',
          method: 'GET',
          params: { fields: 'username' },
        }),
      );
      if (me.kind !== 'done') return [make.failed('key and token', me)];
      const says = `They are those of ${textOf(fieldsOf(me.value)['username'])}.`;
      return [
        make.ok('key and token', says),
        ...(await boardFindings(caller, 'board', options.board, signal)),
        ...(await boardFindings(caller, 'public board', options.publicBoard, signal)),
        ...sameBoard(options),
        ...clockFinding(make, [me], options.clock.now()),
      ];
    },
  };
}

async function boardFindings(
  caller: TrelloCaller,
  check: 'board' | 'public board',
  id: string | undefined,
  signal: AbortSignal,
): Promise<Finding[]> {
  const inside = check === 'board';
  const variable = inside ? 'CATOPS_TRELLO_BOARD' : 'CATOPS_TRELLO_PUBLIC_BOARD';
  if (id === undefined) return [make.absent(check, 'Not set.', `set ${variable}`)];
  const found = await createBoardReader(caller, id)(signal);
  if (found.kind !== 'done') return [make.failed(check, found)];
  const { name, lists } = found.value;
  if (lists.length === 0)
    return [
      make.broken(check, `${name} has no open list: no card can be made.`, 'add lists to it'),
    ];
  const noLists = (inside ? states : publicStates).filter(
    (state) => !hasOwnList(found.value, state),
  );
  const noLabels = inside
    ? severities.filter((severity: Severity) => !labelFor(found.value, severity))
    : [];
  return [
    make.ok(check, `${name} is there.`),
    ...missing(`lists of the ${check}`, noLists, 'cards go to the nearest list', 'list'),
    ...(inside ? missing('labels of the board', noLabels, 'cards go without', 'label') : []),
  ];
}

function missing(
  check: string,
  names: readonly string[],
  effect: string,
  thing: string,
): Finding[] {
  if (names.length === 0) return [make.ok(check, 'All are there.')];
  const says = `Missing: ${names.join(', ')}; ${effect}.`;
  return [make.warning(check, says, `add a ${thing} of that name for each`)];
}

/** What strangers read must never be the board that everything is written on. */
function sameBoard({ board, publicBoard }: TrelloCheckOptions): Finding[] {
  if (board === undefined || board !== publicBoard) return [];
  const says = 'The internal board is set as the public one.';
  return [make.broken('public board', says, 'set CATOPS_TRELLO_PUBLIC_BOARD to another board')];
}
