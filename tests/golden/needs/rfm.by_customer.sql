-- by: customer
-- as_of: 2026-03-01
WITH each AS (
  SELECT customer, date_diff('day', max(day), DATE '2026-03-01') AS recency, count(*) AS frequency,
         coalesce(sum(amount), 0) AS monetary
  FROM bought WHERE customer IS NOT NULL AND day < DATE '2026-03-01' GROUP BY customer
)
SELECT *, ntile(5) OVER (ORDER BY recency DESC, customer) AS r_score,
       ntile(5) OVER (ORDER BY frequency, customer) AS f_score,
       ntile(5) OVER (ORDER BY monetary, customer) AS m_score,
       100 * r_score + 10 * f_score + m_score AS rfm
FROM each
