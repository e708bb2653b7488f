WITH each AS (
  SELECT customer, sum(amount) AS money FROM bought
  WHERE customer IS NOT NULL GROUP BY customer HAVING sum(amount) IS NOT NULL
), ranked AS (
  SELECT *, row_number() OVER (ORDER BY money DESC, customer) AS place, count(*) OVER () AS n
  FROM each
)
SELECT 100.0 * sum(money) FILTER (WHERE place <= ceil(n * 0.2)) / sum(money) AS revenue_share,
       count(*) AS n, count(*) FILTER (WHERE place <= ceil(n * 0.2)) AS top_customers,
       sum(money) FILTER (WHERE place <= ceil(n * 0.2)) AS top_revenue, sum(money) AS revenue
FROM ranked
