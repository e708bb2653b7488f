-- without: clv (no SQL fits a model; tests/needs/test_clv.py holds it against published numbers)
WITH days AS (
  SELECT customer, day, sum(amount) AS paid FROM bought WHERE customer IS NOT NULL GROUP BY ALL
), again AS (
  SELECT *, day > min(day) OVER (PARTITION BY customer) AS repeated FROM days
), each AS (
  SELECT customer, count(*) FILTER (WHERE repeated) AS x,
         avg(paid) FILTER (WHERE repeated) AS z
  FROM again GROUP BY customer
), usable AS (SELECT * FROM each WHERE x = 0 OR z > 0)
SELECT count(*) AS n, count(*) FILTER (WHERE x > 0) AS repeat_buyers, avg(z) AS repeat_spend
FROM usable
