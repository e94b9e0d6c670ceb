import { slowestMs } from '../histogram.js';

/**
 * Whether a line is a record: it has a time, a method, a route, and numbers that can be true. Also
 * keeps sums of them within 64 bits. A line that is no JSON arrives as a row of nulls.
 */
export const sound = `ts IS NOT NULL AND method IS NOT NULL AND route IS NOT NULL
    AND status BETWEEN 100 AND 599 AND latency_ms BETWEEN 0 AND ${slowestMs}
    AND coalesce(bytes, 0) BETWEEN 0 AND 1000000000000 AND coalesce(db_queries, 0) BETWEEN 0 AND 1000000`;
