/**
 * What makes texts in Trino's dialect mean the same on DuckDB. A macro may take the name of a
 * built-in function: so differences are cured that no error would show.
 */
export const macros: readonly string[] = [
  // Exact on purpose: the engine's own are unfit for statistics that are compared.
  'approx_distinct(x) AS count(DISTINCT x)',
  'approx_percentile(x, p) AS quantile_disc(x, p)',
  // 0 where there are no rows, not NULL.
  'count_if(x) AS count(*) FILTER (WHERE x)',
  'every(x) AS bool_and(x)',
  'map_agg(k, v) AS map(array_agg(k), array_agg(v))',
  'from_iso8601_timestamp(s) AS CAST(s AS TIMESTAMPTZ)',
  'from_iso8601_date(s) AS CAST(s AS DATE)',
  "to_iso8601(t) AS strftime(t, '%Y-%m-%dT%H:%M:%S.%g')",
  'from_unixtime(s) AS to_timestamp(s)',
  'to_unixtime(t) AS epoch(t)',
  'at_timezone(t, z) AS timezone(z, t)',
  `date_format(t, f) AS strftime(t, replace(replace(replace(replace(f,'%M','%B'),'%i','%M'),'%s','%S'),'%T','%H:%M:%S'))`,
  `date_add(u, n, t) AS t + CASE lower(u) WHEN 'second' THEN to_seconds(n) WHEN 'minute' THEN to_minutes(n)
    WHEN 'hour' THEN to_hours(n) WHEN 'day' THEN to_days(n) WHEN 'week' THEN to_weeks(n)
    WHEN 'month' THEN to_months(n) WHEN 'year' THEN to_years(n) END`,
  'date_diff(u, a, b) AS date_sub(u, a, b)',
  'day_of_week(t) AS isodow(t)',
  'json_extract_scalar(j, p) AS json_extract_string(j, p)',
  'json_parse(s) AS CAST(s AS JSON)',
  'json_format(j) AS CAST(j AS VARCHAR)',
  'sequence(a, b) AS generate_series(a, b), (a, b, st) AS generate_series(a, b, st)',
  'element_at(c, k) AS c[k]',
  'cardinality(c) AS len(c)',
  'array_join(a, d) AS array_to_string(a, d)',
  'regexp_like(s, p) AS regexp_matches(s, p)',
  "regexp_replace(s, p, r) AS system.main.regexp_replace(s, p, r, 'g')",
  "url_extract_path(u) AS regexp_extract(u, '^[a-zA-Z]+://[^/?#]*([^?#]*)', 1)",
  `width_bucket(x, b) AS len(list_filter(b, e -> e <= x)), (x, lo, hi, n) AS CASE WHEN x < lo THEN 0
    WHEN x >= hi THEN n + 1 ELSE CAST(floor((x - lo) * n / (hi - lo)) AS BIGINT) + 1 END`,
  'to_utf8(s) AS CAST(s AS VARCHAR)',
  // Only around sha256 or md5 of to_utf8.
  'to_hex(x) AS upper(x)',
  // Base 16 only.
  "from_base(s, b) AS CAST('0x' || s AS BIGINT)",
  'greatest(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN a >= b THEN a ELSE b END',
  'least(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN a <= b THEN a ELSE b END',
  'concat(a, b) AS a || b, (a, b, c) AS a || b || c, (a, b, c, d) AS a || b || c || d',
];
