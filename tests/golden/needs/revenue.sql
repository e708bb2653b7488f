SELECT sum(amount) FILTER (WHERE customer IS NOT NULL) AS revenue,
       sum(amount) FILTER (WHERE customer IS NULL) AS without_customer,
       count(customer) AS n
FROM bought
