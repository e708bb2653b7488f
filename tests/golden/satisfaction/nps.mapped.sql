-- option: mapping=one_to_ten
SELECT count(*) FILTER (WHERE score >= 9) AS promoters,
       count(*) FILTER (WHERE score BETWEEN 1 AND 6) AS detractors, count(score) AS n,
       CASE WHEN count(score) >= 30 THEN
         100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6))
         / count(score) END AS nps
FROM survey_answers WHERE kind = 'nps' AND scale_min = 1 AND scale_max = 10
