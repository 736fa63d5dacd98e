/*
zone: curated
partition_by: [ship_month]
*/
select *, date_format(l_shipdate, '%Y-%m') as ship_month
from raw.lineitem
