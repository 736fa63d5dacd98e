-- How late the flights were, month by month.
SELECT
  month,
  count(*) AS flights,
  round(avg(delay_minutes), 2) AS mean_delay,
  round(100.0 * count_if(delay_minutes > 15) / count(*), 1) AS late_percent
FROM curated.flights
GROUP BY month
ORDER BY month
