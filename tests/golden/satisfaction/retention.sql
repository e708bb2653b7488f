-- by: channel
-- as_of: 2026-07-01
-- option: months=9
WITH each AS (
  SELECT channel, customer,
         bool_or(day >= DATE '2025-01-01' AND day < DATE '2025-10-01') AS before,
         bool_or(day >= DATE '2025-10-01' AND day < DATE '2026-07-01') AS again
  FROM bought WHERE customer IS NOT NULL GROUP BY ALL
)
SELECT channel, 100.0 * count(*) FILTER (WHERE again) / count(*) AS retention, count(*) AS n,
       count(*) FILTER (WHERE again) AS kept
FROM each WHERE before GROUP BY channel
