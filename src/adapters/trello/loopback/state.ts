import { vendorNow } from '../../../testing/loopback-vendor.js';

export interface TrelloCard {
  readonly id: string;
  readonly idBoard: string;
  readonly madeAt: number;
  name: string;
  desc: string;
  idList: string;
  idLabels: string[];
  closed: boolean;
  readonly comments: { readonly id: string; readonly text: string; readonly madeAt: number }[];
  readonly checklists: {
    readonly id: string;
    readonly name: string;
    readonly items: { readonly id: string; readonly name: string }[];
    readonly madeAt: number;
  }[];
  readonly attachments: {
    readonly id: string;
    readonly name: string;
    readonly url: string;
    readonly bytes: number | null;
    readonly content: string;
    readonly madeAt: number;
  }[];
}

export interface TrelloBoard {
  readonly id: string;
  readonly name: string;
  readonly lists: readonly {
    readonly id: string;
    readonly name: string;
    readonly closed: boolean;
  }[];
  readonly labels: readonly {
    readonly id: string;
    readonly name: string;
    readonly color: string;
  }[];
}

/** What exists before a test begins. */
export interface TrelloAccount {
  readonly key: string;
  readonly token: string;
  readonly boards: readonly TrelloBoard[];
  /** Requests in 10 seconds with one token. */
  readonly requestsPerWindow: number;
  /** Largest file, bytes; 10 MB without a paid plan. */
  readonly largestFile: number;
  /** How many cards one page of a listing may hold at most. */
  readonly largestPage: number;
}

/** Everything on the loopback boards, for tests to count. */
export interface TrelloState {
  readonly cards: TrelloCard[];
  /** Comments in which somebody would have been mentioned. */
  readonly mentions: string[];
  /** Milliseconds until something new shows in listings. */
  lagMs: number;
}

/** 24 hexadecimal digits, rising with time like the vendor's. */
export function trelloId(): string {
  ids += 1;
  return `5be${ids.toString(16).padStart(21, '0')}`;
}

let ids = 0;

function board(name: string, lists: readonly string[], labels: readonly string[]): TrelloBoard {
  return {
    id: trelloId(),
    name,
    lists: lists.map((list) => ({ id: trelloId(), name: list, closed: false })),
    labels: labels.map((label) => ({ id: trelloId(), name: label, color: 'red' })),
  };
}

/** The account tests use unless they say otherwise; key and token are canaries. */
export const testBoards: TrelloAccount = {
  key: 'canary0trello0key00000000000tr01',
  token: 'ATTAcanary0trello0token0tr02',
  boards: [
    board(
      'Incidents',
      ['Investigating', 'Identified', 'Monitoring', 'Resolved', 'Closed', 'Cancelled'],
      ['sev1', 'sev2', 'sev3', 'sev4', 'customer'],
    ),
    board('Public Roadmap', ['Investigating', 'Identified', 'Monitoring', 'Resolved'], []),
  ],
  requestsPerWindow: 100,
  largestFile: 10 * 1024 * 1024,
  largestPage: 1000,
};

/** What listings show: the newest comes late while `lagMs` is set. */
export function shown<T extends { readonly madeAt: number }>(
  state: TrelloState,
  things: readonly T[],
): T[] {
  const until = vendorNow() - state.lagMs;
  return things.filter(({ madeAt }) => state.lagMs === 0 || madeAt <= until);
}
