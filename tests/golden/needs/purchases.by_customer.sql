-- by: customer
-- where: channel=web
SELECT customer, count(*) AS purchases
FROM bought WHERE customer IS NOT NULL AND channel = 'web' GROUP BY customer
