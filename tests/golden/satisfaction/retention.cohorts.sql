-- by: cohort
-- key: age
WITH acts AS (
  SELECT DISTINCT customer, year(day) * 4 + quarter(day) - 1 AS q FROM bought
  WHERE customer IS NOT NULL
), firsts AS (SELECT customer, min(q) AS c FROM acts GROUP BY customer
), sizes AS (SELECT c, count(*) AS n FROM firsts GROUP BY c
), grid AS (
  SELECT c, n, age FROM sizes, range(0, 20) AS ages(age)
  -- only quarters that are over on the day after the last order
  WHERE make_date(((c + age + 1) // 4)::INT, (3 * ((c + age + 1) % 4) + 1)::INT, 1)
        <= (SELECT max(order_date) + 1 FROM orders)
)
SELECT (c // 4) || '-Q' || (c % 4 + 1) AS cohort, age, n, count(customer) AS active,
       CASE WHEN n >= 30 THEN 100.0 * count(customer) / n END AS retention
FROM grid LEFT JOIN (SELECT customer, c, q - c AS age FROM acts JOIN firsts USING (customer)) t
  USING (c, age)
GROUP BY c, age, n
