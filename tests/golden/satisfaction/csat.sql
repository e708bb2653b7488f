-- by: channel
WITH given AS (
  SELECT channel, count(score) AS n, count(*) FILTER (WHERE score >= 4) AS k,
         avg(score::DOUBLE) AS mean
  FROM survey_answers WHERE kind = 'csat' AND scale_min = 1 AND scale_max = 5
  GROUP BY channel
)
SELECT channel, n, k AS satisfied, CASE WHEN n >= 30 THEN mean END AS mean,
       CASE WHEN n >= 30 THEN 100.0 * k / n END AS csat,
       CASE WHEN n >= 30 THEN 100 * ((k + z*z/2) - z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS low,
       CASE WHEN n >= 30 THEN 100 * ((k + z*z/2) + z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS high
FROM given, (SELECT 1.959963984540054 AS z)
