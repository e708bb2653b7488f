SELECT count(DISTINCT customer) AS customers, count(customer) AS purchases FROM bought
