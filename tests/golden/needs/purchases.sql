-- by: branch, quarter
SELECT branch, year(day) || '-Q' || quarter(day) AS quarter, count(*) AS purchases, count(*) AS n,
       count(*) - count(customer) AS without_customer
FROM bought GROUP BY ALL
