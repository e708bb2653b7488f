-- option: weighted=yes
WITH given AS (
  SELECT score >= 4 AS good, score::DOUBLE AS score, weight::DOUBLE AS w FROM survey_answers
  WHERE kind = 'csat' AND scale_max = 5 AND score IS NOT NULL AND weight > 0
), summed AS (
  SELECT count(*) AS n, sum(w * good::INT) / sum(w) AS p, sum(w)^2 / sum(w * w) AS eff,
         sum(w * score) / sum(w) AS mean
  FROM given
)
SELECT n, 100 * p AS csat, mean,
       100 * (p * eff + z*z/2 - z * sqrt(eff * p * (1 - p) + z*z/4)) / (eff + z*z) AS low,
       100 * (p * eff + z*z/2 + z * sqrt(eff * p * (1 - p) + z*z/4)) / (eff + z*z) AS high
FROM summed, (SELECT 1.959963984540054 AS z)
