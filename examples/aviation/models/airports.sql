/*
zone: staging
tests:
  - unique: [iata]
  - not_null: [iata, state_code]
  - range: {column: latitude, min: -90, max: 90}
*/
SELECT
  iata,
  trim(name) AS name,
  city,
  state AS state_code,
  latitude,
  longitude
FROM raw.airports
WHERE country = 'USA'
