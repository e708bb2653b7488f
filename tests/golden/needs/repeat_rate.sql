-- by: country
-- period: 2025
WITH each AS (
  SELECT country, customer, count(*) AS bought FROM bought
  WHERE customer IS NOT NULL AND year(day) = 2025 GROUP BY ALL
), counted AS (
  SELECT country, count(*)::DOUBLE AS n, sum((bought > 1)::INT)::DOUBLE AS s, 1.959963984540054 AS z
  FROM each GROUP BY country
)
SELECT country, n, s AS repeaters,
       CASE WHEN n >= 30 THEN 100 * s / n END AS repeat_rate,
       CASE WHEN n >= 30 THEN
         100 * ((s + z*z/2) / (n + z*z) - z / (n + z*z) * sqrt(s * (n - s) / n + z*z/4)) END AS low,
       CASE WHEN n >= 30 THEN
         100 * ((s + z*z/2) / (n + z*z) + z / (n + z*z) * sqrt(s * (n - s) / n + z*z/4)) END AS high
FROM counted
