-- The five airports with the most departures.
SELECT origin, origin_city, count(*) AS departures
FROM curated.flights
GROUP BY origin, origin_city
ORDER BY departures DESC
LIMIT 5
