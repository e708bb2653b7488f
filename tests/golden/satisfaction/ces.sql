-- by: month
-- period: 2026
WITH given AS (
  SELECT strftime(answer_date, '%Y-%m') AS month, count(score) AS n,
         count(*) FILTER (WHERE score >= 5) AS k, avg(score::DOUBLE) AS mean
  FROM survey_answers
  WHERE kind = 'ces' AND scale_min = 1 AND scale_max = 7 AND year(answer_date) = 2026
  GROUP BY month
)
SELECT month, n, k AS in_box, '2.0' AS version, CASE WHEN n >= 30 THEN mean END AS mean,
       CASE WHEN n >= 30 THEN 100.0 * k / n END AS ces,
       CASE WHEN n >= 30 THEN 100 * ((k + z*z/2) - z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS low,
       CASE WHEN n >= 30 THEN 100 * ((k + z*z/2) + z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS high
FROM given, (SELECT 1.959963984540054 AS z)
