-- by: category, year
WITH sold AS (
  SELECT category, year(order_date)::VARCHAR AS year, count(*) AS n, sum(amount) AS amount
  FROM order_lines JOIN orders o USING (source, order_id)
  WHERE order_lines.quantity > 0 AND amount > 0
    AND coalesce(status, '') NOT IN ('cancelled', 'unavailable')
  GROUP BY ALL
), back AS (
  SELECT category, year(return_date)::VARCHAR AS year, count(*) AS k, sum(amount) AS returned_amount
  FROM returns WHERE coalesce(kind, '') <> 'correction' GROUP BY ALL
)
SELECT category, year, n, n AS sold, k AS returned, 100.0 * returned_amount::DOUBLE / amount AS value_share,
       CASE WHEN n >= 30 THEN 100.0 * k / n END AS returns_rate,
       CASE WHEN n >= 30 THEN 100 * ((k + z*z/2) - z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS low,
       CASE WHEN n >= 30 THEN 100 * ((k + z*z/2) + z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS high
FROM sold JOIN back USING (category, year), (SELECT 1.959963984540054 AS z)
