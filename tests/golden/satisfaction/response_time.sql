-- by: department
WITH answers AS (
  SELECT e.source, e.complaint_id, min(epoch(happened_at)) AS first_event,
         min(epoch(happened_at)) FILTER (
           WHERE actor = 'human' AND activity IN ('answered', 'proposed', 'solved')
             AND (c.received_at IS NULL OR happened_at >= c.received_at)
         ) AS answered
  FROM complaint_events e JOIN complaints c USING (source, complaint_id) GROUP BY ALL
), cases AS (
  SELECT department, coalesce(epoch(received_at), first_event) AS started,
         answered AS answered, first_event, status
  FROM complaints c LEFT JOIN answers USING (source, complaint_id)
  WHERE (kind IS NULL OR kind = 'complaint')
), judged AS (
  SELECT *, answered - started AS took, (SELECT max(m) FROM (SELECT epoch(happened_at) AS m FROM complaint_events UNION ALL SELECT epoch(received_at) FROM complaints)) - started > 24 * 3600 AS over
  FROM cases
  WHERE started IS NOT NULL
    AND NOT (first_event IS NULL AND coalesce(status, '') IN ('answered', 'solved', 'closed'))
), counted AS (
  SELECT department, count(answered) AS answered,
         count(*) FILTER (WHERE took <= 24 * 3600) AS k,
         count(*) FILTER (WHERE answered IS NULL AND over) AS never_answered,
         count(*) FILTER (WHERE answered IS NULL AND NOT over) AS open_at_risk,
         median(took) / 3600 AS hours
  FROM judged GROUP BY department
), due AS (SELECT *, answered + never_answered AS n FROM counted)
SELECT department, n, k AS in_time, answered, never_answered, open_at_risk,
       CASE WHEN answered >= 30 THEN hours END AS median_hours,
       CASE WHEN n >= 30 THEN 100.0 * k / n END AS response_time,
       CASE WHEN n >= 30 THEN 100 * ((k + z*z/2) - z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS low,
       CASE WHEN n >= 30 THEN 100 * ((k + z*z/2) + z * sqrt(k * (n - k) / n::DOUBLE + z*z/4)) / (n + z*z) END AS high
FROM due, (SELECT 1.959963984540054 AS z)
