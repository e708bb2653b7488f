-- by: source
WITH each AS (
  SELECT source, customer, count(*) AS k FROM bought WHERE customer IS NOT NULL GROUP BY ALL
)
SELECT source, count(*) AS n, avg(k) AS purchases_per_customer, sum(k) AS purchases,
       count(*) AS customers
FROM each GROUP BY source
