-- by: branch
-- period: 2025-07..2026-06
WITH parcels AS (
  SELECT source, order_id, delivery_id, branch, order_date, promised_date, promised_at,
         delivered_date, delivered_at, status
  FROM deliveries
  UNION ALL
  SELECT source, order_id, NULL, branch, order_date, NULL, NULL, NULL, NULL, status
  FROM orders WHERE status IN ('cancelled', 'unavailable')
), per_order AS (
  SELECT source, coalesce(order_id, delivery_id) AS number, min(branch) AS branch,
         min(coalesce(order_date, promised_date, delivered_date)) AS day,
         coalesce(max(CASE WHEN delivered_date IS NOT NULL AND promised_date IS NOT NULL
                  THEN delivered_date > promised_date
                  ELSE delivered_at > promised_at END), false) AS late,
         bool_or(coalesce(status IN ('cancelled', 'unavailable'), false)) AS lost
  FROM parcels GROUP BY ALL
), counted AS (
  SELECT branch, count(*) AS n, count(*) FILTER (WHERE late OR lost) AS k,
         count(*) FILTER (WHERE late) AS late, count(*) FILTER (WHERE lost) AS cancelled
  FROM per_order WHERE day BETWEEN DATE '2025-07-01' AND DATE '2026-06-30' GROUP BY branch
)
SELECT branch, n, k AS affected, late, cancelled,
       CASE WHEN n >= 30 THEN 1000.0 * k / n END AS affected_orders,
       CASE WHEN n >= 30 THEN 1000 * ((k + z*z/2) - z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS low,
       CASE WHEN n >= 30 THEN 1000 * ((k + z*z/2) + z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS high
FROM counted, (SELECT 1.959963984540054 AS z)
