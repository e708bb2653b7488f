-- by: branch
-- period: 2025
-- its interval: DuckDB has no chi-square quantiles; tests/satisfaction holds published ones
WITH wrong AS (
  SELECT CASE WHEN b.order_id IS NULL THEN c.branch ELSE b.branch END AS branch,
         CASE WHEN b.order_id IS NULL THEN c.received_date ELSE b.day END AS day,
         b.order_id IS NULL AS alone
  FROM complaints c LEFT JOIN bought b ON b.source = c.source AND b.order_id = c.order_id
  WHERE c.kind IS NULL OR c.kind = 'complaint'
), per_branch AS (
  SELECT branch, count(*) AS complaints, count(*) FILTER (WHERE alone) AS without_purchase
  FROM wrong WHERE year(day) = 2025 GROUP BY branch
), sold AS (SELECT branch, count(*) AS purchases FROM bought WHERE year(day) = 2025 GROUP BY branch)
SELECT s.branch, purchases, purchases AS n, coalesce(complaints, 0) AS complaints,
       coalesce(without_purchase, 0) AS without_purchase,
       CASE WHEN purchases >= 30 THEN 1000.0 * coalesce(complaints, 0) / purchases END AS tgw
FROM sold s LEFT JOIN per_branch w ON w.branch IS NOT DISTINCT FROM s.branch
