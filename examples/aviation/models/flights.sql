/*
zone: curated
description: Every flight with where it started and ended, a folder a month.
partition_by: [month]
sort_by: [origin, departed_at]
expectations:
  - name: a flight goes somewhere
    check: origin <> destination AND distance_miles > 0
    on_fail: reject
reject_limit: 1%
tests:
  - not_null: [departed_at, origin, destination]
  - relationship: {column: origin, to: staging.airports.iata, on_fail: warn}
*/
SELECT
  f.date AS departed_at,
  f.origin,
  f.destination,
  f.delay AS delay_minutes,
  f.distance AS distance_miles,
  o.city AS origin_city,
  o.state_code AS origin_state,
  d.state_code AS destination_state,
  date_format(f.date, '%Y-%m') AS month
FROM raw.flights f
LEFT JOIN staging.airports o ON o.iata = f.origin
LEFT JOIN staging.airports d ON d.iata = f.destination
