-- by: branch
-- period: 2025-01..2026-06
WITH given AS (
  SELECT branch, count(*) FILTER (WHERE score >= 9) AS p, count(*) FILTER (WHERE score IN (7, 8)) AS m,
         count(*) FILTER (WHERE score <= 6) AS d
  FROM survey_answers
  WHERE kind = 'nps' AND scale_min = 0 AND scale_max = 10
    AND answer_date BETWEEN DATE '2025-01-01' AND DATE '2026-06-30'
  GROUP BY branch
), adjusted AS (
  SELECT *, p + m + d AS n, p + m + d + 3.0 AS k, (p + .75) / (p + m + d + 3.0) AS up,
         (d + .75) / (p + m + d + 3.0) AS down
  FROM given
)
SELECT branch, n, p AS promoters, m AS passives, d AS detractors,
       CASE WHEN n >= 30 THEN 100.0 * (p - d) / n END AS nps,
       CASE WHEN n >= 30 THEN
         greatest(-100, 100 * (up - down - z * sqrt((up + down - (up - down)^2) / k))) END AS low,
       CASE WHEN n >= 30 THEN
         least(100, 100 * (up - down + z * sqrt((up + down - (up - down)^2) / k))) END AS high
FROM adjusted, (SELECT 1.959963984540054 AS z)
