-- key: segment
WITH each AS (
  SELECT customer, date_diff('day', max(day), (SELECT max(order_date) + 1 FROM orders)) AS r,
         count(*) AS f, coalesce(sum(amount), 0) AS m
  FROM bought WHERE customer IS NOT NULL GROUP BY customer
), scored AS (
  SELECT *, ntile(5) OVER (ORDER BY r DESC, customer) AS rs, ntile(5) OVER (ORDER BY f, customer) AS fs
  FROM each
), named AS (
  SELECT *, CASE WHEN rs >= 4 AND fs >= 4 THEN 'champions'
                 WHEN rs >= 3 AND fs >= 3 THEN 'loyal'
                 WHEN rs >= 4 THEN 'new'
                 WHEN rs = 3 THEN 'fading'
                 WHEN fs >= 3 THEN 'at_risk'
                 ELSE 'lost' END AS segment
  FROM scored
)
SELECT segment, count(*) AS rfm, sum(count(*)) OVER () AS n,
       100.0 * count(*) / sum(count(*)) OVER () AS share,
       avg(r) AS recency, avg(f) AS frequency, avg(m) AS monetary
FROM named GROUP BY segment
