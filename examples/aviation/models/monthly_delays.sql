/*
zone: curated
tests:
  - unique: [month, state_code]
  - range: {column: late_share, min: 0, max: 1}
*/
SELECT
  month,
  origin_state AS state_code,
  count(*) AS flights,
  avg(delay_minutes) AS mean_delay_minutes,
  approx_percentile(delay_minutes, 0.5) AS median_delay_minutes,
  CAST(count_if(delay_minutes > 15) AS double) / count(*) AS late_share
FROM curated.flights
WHERE origin_state IS NOT NULL
GROUP BY month, origin_state
