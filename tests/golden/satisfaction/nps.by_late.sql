-- by: late
WITH parcels AS (
  SELECT source, order_id,
         max(CASE WHEN delivered_date IS NULL THEN NULL
                  WHEN promised_date IS NOT NULL THEN delivered_date > promised_date
                  WHEN promised_at IS NOT NULL AND delivered_at IS NOT NULL
                  THEN delivered_at > promised_at END) AS late
  FROM deliveries GROUP BY ALL
)
SELECT CASE WHEN late THEN 'yes' WHEN NOT late THEN 'no' ELSE 'unknown' END AS late,
       count(score) AS n,
       100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6))
       / count(score) AS nps
FROM survey_answers LEFT JOIN parcels USING (source, order_id)
WHERE kind = 'nps' AND scale_min = 0 AND scale_max = 10
GROUP BY 1
