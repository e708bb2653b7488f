-- by: month
-- period: 2025-02..2026-03
SELECT strftime(day, '%Y-%m') AS month,
       coalesce(sum(amount) FILTER (WHERE customer IS NOT NULL), 0) AS revenue,
       coalesce(sum(amount) FILTER (WHERE customer IS NULL), 0) AS without_customer,
       count(customer) AS n
FROM bought WHERE day BETWEEN DATE '2025-02-01' AND DATE '2026-03-31' GROUP BY 1
