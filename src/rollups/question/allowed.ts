/** Tables that a question may be about. */
export const questionTables = [
  'access_log',
  'rollup_hour',
  'latency_hour',
  'rollup_day',
  'latency_day',
  'keys_day',
  'images_day',
  'runs',
] as const;

export type QuestionTable = (typeof questionTables)[number];

/**
 * Functions that a question may call: they look at their arguments and at nothing else, and what they
 * answer with is not much larger than what they were given.
 */
export const allowedFunctions: ReadonlySet<string> = new Set([
  // Operators.
  ...['+', '-', '*', '/', '%', '||', '~~', '!~~', '~~*', '!~~*', '^', '**', '//'],
  // Aggregates and windows.
  ...['count', 'count_star', 'count_if', 'sum', 'avg', 'min', 'max', 'any_value', 'arbitrary'],
  ...['approx_distinct', 'approx_percentile', 'quantile_cont', 'quantile_disc', 'median', 'mode'],
  ...['stddev', 'stddev_samp', 'stddev_pop', 'variance', 'var_samp', 'var_pop', 'corr'],
  ...['bool_and', 'bool_or', 'every', 'max_by', 'min_by', 'arg_max', 'arg_min', 'grouping'],
  ...['row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist', 'ntile', 'lag', 'lead'],
  ...['first_value', 'last_value', 'nth_value', 'array_agg', 'string_agg', 'listagg', 'map_agg'],
  // Numbers.
  ...['abs', 'ceil', 'ceiling', 'floor', 'round', 'trunc', 'sign', 'mod', 'power', 'pow', 'sqrt'],
  ...['cbrt', 'exp', 'ln', 'log', 'log2', 'log10', 'greatest', 'least', 'width_bucket', 'isnan'],
  // Texts.
  ...['lower', 'upper', 'length', 'trim', 'ltrim', 'rtrim', 'substr', 'substring', 'left', 'right'],
  ...['strpos', 'position', 'starts_with', 'ends_with', 'contains', 'replace', 'reverse', 'concat'],
  ...['split', 'split_part', 'regexp_like', 'regexp_matches', 'regexp_extract', 'regexp_replace'],
  ...[
    'concat_ws',
    'like_escape',
    'not_like_escape',
    'url_extract_path',
    'md5',
    'sha256',
    'to_hex',
    'to_utf8',
  ],
  // Times.
  ...['date_trunc', 'date_part', 'date_diff', 'date_add', 'date_format', 'day_of_week', 'year'],
  ...['month', 'day', 'hour', 'minute', 'second', 'week', 'quarter', 'dayofweek', 'isodow'],
  ...['from_iso8601_date', 'from_iso8601_timestamp', 'to_iso8601', 'from_unixtime', 'to_unixtime'],
  ...['at_timezone', 'timezone', 'to_days', 'to_hours', 'to_minutes', 'to_seconds', 'epoch'],
  // Lists and choices.
  ...['unnest', 'cardinality', 'element_at', 'array_join', 'list_value', 'len', 'array_length'],
  ...['coalesce', 'nullif', 'ifnull', 'if', 'row', 'struct_extract', 'array_extract'],
]);

/** Names that tell of the process though they look like columns. */
export const hiddenCalls: ReadonlySet<string> = new Set([
  ...['current_user', 'current_role', 'session_user', 'user'],
  ...['current_catalog', 'current_database', 'current_schema'],
]);

/** Types that a value may be cast to. */
export const allowedTypes: ReadonlySet<string> = new Set([
  ...['BOOLEAN', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'UTINYINT', 'USMALLINT'],
  ...['UINTEGER', 'UBIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'VARCHAR', 'DATE', 'TIME', 'INTERVAL'],
  ...['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'],
]);

/** Kinds of nodes that a parsed SELECT may have, beside its expressions. */
export const allowedNodes: ReadonlySet<string> = new Set([
  ...['SELECT_NODE', 'SET_OPERATION_NODE', 'CTE_NODE', 'BASE_TABLE', 'JOIN', 'SUBQUERY', 'EMPTY'],
  ...['EXPRESSION_LIST', 'TABLE_FUNCTION', 'ORDER_MODIFIER', 'LIMIT_MODIFIER', 'DISTINCT_MODIFIER'],
  ...['ASCENDING', 'DESCENDING', 'ORDER_DEFAULT', 'INVALID', 'COLUMN_DATA'],
]);

/** Kinds of expressions that it may have. */
export const allowedExpressions: ReadonlySet<string> = new Set([
  ...['CONSTANT', 'COLUMN_REF', 'FUNCTION', 'WINDOW', 'COMPARISON', 'CONJUNCTION', 'OPERATOR'],
  ...['CAST', 'CASE', 'BETWEEN', 'SUBQUERY', 'STAR'],
]);
