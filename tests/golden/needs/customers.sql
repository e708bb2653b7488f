-- by: branch
-- period: 2026
SELECT branch, count(DISTINCT customer) AS customers, count(DISTINCT customer) AS n,
       count(customer) AS purchases
FROM bought WHERE year(day) = 2026 GROUP BY branch
