import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';

type Review = 'waiting' | 'approved' | 'rejected';

/** The tables as queries see them. Times are milliseconds since the epoch. */
export interface Tables {
  images: {
    id: string;
    extension: 'jpg' | 'png' | 'gif';
    width: number;
    height: number;
    /** Place in the order of approval; unique, grows. Any negative number before that. */
    position: number;
    original_filename: string | null;
    created_at: number;
    /** Null while the public may not see it. */
    approved_at: number | null;
    /** Who uploaded it; null for what came with the seed. */
    account_id: ColumnType<string | null, string | null | undefined, string | null>;
    sub_id: ColumnType<string | null, string | null | undefined, string | null>;
    /** What became of an upload; null for what came with the seed and nobody looked at. */
    review: ColumnType<Review | null, Review | null | undefined, Review | null>;
    reviewed_at: ColumnType<number | null, number | null | undefined, number | null>;
    /** Why it was rejected. */
    review_reason: ColumnType<string | null, string | null | undefined, string | null>;
    /**
     * Set when it was removed: nobody is shown it any more. Without a review it never was there: its id is
     * reserved for an upload that is under way, or was cut off.
     */
    deleted_at: ColumnType<number | null, number | null | undefined, number | null>;
    /** Names of the sizes that are made, comma list; null while none is. */
    renditions: ColumnType<string | null, string | null | undefined, string | null>;
    /** Since when its votes keep it out of rotation; null while they do not. */
    resting_since: ColumnType<number | null, number | null | undefined, number | null>;
  };
  image_breeds: { image_id: string; breed_id: string };
  image_categories: { image_id: string; category_id: number };
  analyses: { image_id: string; document: string };
  breeds: { id: string; name: string; position: number; document: string };
  categories: { id: number; name: string };
  accounts: {
    id: string;
    name: string;
    created_at: number;
    /** The one place that holds a person's address: lower case, unique, null where nobody gave one. */
    email: string | null;
    /** The key that was last made for the welcome mail. */
    welcome_key_id: string | null;
  };
  api_keys: {
    id: string;
    account_id: string;
    name: string;
    kind: 'account' | 'load';
    /** SHA-256 of the key, hexadecimal; the key itself is nowhere. */
    hash: string;
    created_at: number;
    expires_at: number | null;
    revoked_at: number | null;
  };
  votes: {
    id: Generated<number>;
    account_id: string;
    image_id: string;
    sub_id: string | null;
    value: number;
    created_at: number;
  };
  favourites: {
    id: Generated<number>;
    account_id: string;
    image_id: string;
    sub_id: string | null;
    /** The sub_id, empty where there is none: with account and picture it is unique. */
    sub_key: string;
    created_at: number;
  };
  jobs: {
    id: Generated<number>;
    type: string;
    priority: number;
    /** From when on it may be taken; while it is leased, when the lease ends; null when it is dead. */
    run_at: number | null;
    /** Times it was taken. */
    attempts: number;
    /** Whose it is at the moment: process name, a dot, and what tells one lease from the next. */
    lease: string | null;
    /** Whose data is in it. */
    account_id: string | null;
    /** JSON, by the job's type. */
    payload: string;
    created_at: number;
    /** The kind of the last failure: never a text from outside. */
    failure: string | null;
    /** When that was. */
    failed_at: ColumnType<number | null, number | null | undefined, number | null>;
  };
  /** Which time of a scheduled job was queued already, by whichever server; at 0, passed over. */
  job_periods: { job: string; period: string; enqueued_at: number };
  /** What the analysers found in a picture, as JSON with its version, and what follows from it. */
  evidence: {
    image_id: string;
    document: string;
    verdict: string;
    score: number | null;
    analyser: string;
    created_at: number;
  };
  /** Who did what to what, in words of ours; `detail` may hold what somebody typed. */
  audit: {
    id: Generated<number>;
    at: number;
    actor: string;
    action: string;
    subject: string;
    detail: string | null;
  };
  webhooks: {
    /** `ep_…` */
    id: string;
    account_id: string;
    url: string;
    /** Names of events, comma list. */
    events: string;
    /** Signs what is delivered; known to its account alone. */
    secret: string;
    created_at: number;
  };
  changes: { seq: Generated<number>; kind: string; subject: string; at: number };
  meta: { key: string; value: string };
}

/** The database, or a transaction in it. */
export type Db = Kysely<Tables>;

/** A transaction: what is written in it is seen by others as a whole, or never. */
export type Trx = Transaction<Tables>;
