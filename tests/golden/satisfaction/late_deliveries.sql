-- by: carrier, year
-- as_of: 2026-07-01
WITH parcels AS (
  SELECT carrier, year(coalesce(delivered_date, promised_date, order_date))::VARCHAR AS year,
         CASE WHEN delivered_date IS NOT NULL AND promised_date IS NOT NULL
              THEN delivered_date > promised_date ELSE delivered_at > promised_at END AS late,
         delivered_date IS NULL AND coalesce(status, '') <> 'cancelled'
           AND promised_date < DATE '2026-07-01' AS overdue
  FROM deliveries
), counted AS (
  SELECT carrier, year, count(late) AS n, count(*) FILTER (WHERE late) AS k,
         count(*) FILTER (WHERE overdue) AS overdue
  FROM parcels GROUP BY ALL
)
SELECT carrier, year, n, n AS delivered, k AS late, overdue,
       CASE WHEN n >= 30 THEN 100.0 * k / n END AS late_deliveries,
       CASE WHEN n >= 30 THEN 100 * ((k + z*z/2) - z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS low,
       CASE WHEN n >= 30 THEN 100 * ((k + z*z/2) + z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS high
FROM counted, (SELECT 1.959963984540054 AS z) WHERE n > 0
