-- by: branch
-- option: top=0.1
WITH each AS (
  SELECT branch, customer, sum(amount) AS money FROM bought
  WHERE customer IS NOT NULL GROUP BY ALL HAVING sum(amount) IS NOT NULL
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY branch ORDER BY money DESC, customer) AS place,
         count(*) OVER (PARTITION BY branch) AS n
  FROM each
)
SELECT branch,
       100.0 * sum(money) FILTER (WHERE place <= ceil(n / 10)) / sum(money) AS revenue_share,
       count(*) AS n
FROM ranked GROUP BY branch
