-- SPDX-License-Identifier: MIT
-- What LEEP works out of the release, as a table `figures`: for DuckDB and PostgreSQL alike. Beside `lait` stand `neighbours`
-- (year, area, neighbour: the set in force for that year) and `polarity` (measure, polarity, banded). Terms are those of
-- services/indicators/README.md; a year's note, as in "2015 (Rev)", is no part of the year. Measures and years are given numbers
-- first: to join by their texts takes DuckDB half as long again.
create table figures as
with told as materialized (
  select distinct measure, period as year, split_part(period, ' (', 1) as period from lait),
series as materialized (
  select row_number() over () as series, t.measure, t.year, t.period, cast(left(t.period, 4) as integer) as begins,
         dense_rank() over (order by t.measure, regexp_replace(t.period, '[0-9]', '9', 'g')) as strand,
         case when length(t.period) > 4
              then cast(concat(left(t.period, 2), right(t.period, 2)) as integer)
              else cast(t.period as integer) end as ends,
         p.polarity, p.banded
    from told t left join polarity p on p.measure = t.measure),
cells as materialized (
  select s.series, s.strand, s.begins, s.ends, s.polarity, l.area, l.area < 970 as authority, l.value
    from lait l join series s on s.measure = l.measure and s.year = l.period),
bounds as (
  select series, count(case when authority then value end) as n, max(case when area = 970 then value end) as national,
         percentile_cont(0.25) within group (order by case when authority then value end) as low,
         percentile_cont(0.50) within group (order by case when authority then value end) as middle,
         percentile_cont(0.75) within group (order by case when authority then value end) as high
    from cells group by series),
beside as (
  select c.series, c.area, avg(o.value) as neighbours, count(o.value) as known,
         count(case when o.value > c.value then 1 end) as above,
         count(case when o.value < c.value then 1 end) as below
    from cells c
    join neighbours s on s.area = c.area and s.year = c.ends
    join cells o on o.series = c.series and o.area = s.neighbour
   group by c.series, c.area),
ranked as (
  select c.*,
         rank() over (partition by series, authority
                      order by case polarity when 'Low' then value when 'High' then -value end nulls last) as place,
         lag(begins, 1) over before as begins_1, lag(value, 1) over before as value_1,
         lag(begins, 2) over before as begins_2, lag(value, 2) over before as value_2
    from cells c
  window before as (partition by strand, area order by begins))
select s.measure, s.period, r.area, r.value,
       q.national, r.value - q.national as diff_national,
       b.neighbours, r.value - b.neighbours as diff_neighbours,
       case r.polarity when 'High' then b.above + 1 when 'Low' then b.below + 1 end as rank_neighbours,
       b.known + 1 as of_neighbours,
       case when r.authority and r.polarity is not null then r.place end as rank_national, q.n as of_national,
       case when r.authority and r.polarity is not null then 100.0 * (q.n - r.place + 1) / nullif(q.n, 0) end as percentile,
       case when r.authority and s.banded then
         case r.polarity
           when 'Low' then 1 + cast(r.value > q.low as integer) + cast(r.value > q.middle as integer)
                             + cast(r.value > q.high as integer)
           when 'High' then 4 - cast(r.value > q.low as integer) - cast(r.value > q.middle as integer)
                              - cast(r.value > q.high as integer) end end as quartile,
       case when r.begins_1 = r.begins - 1 then r.value - r.value_1 end as change,
       case when r.begins_1 = r.begins - 1 and r.begins_2 = r.begins - 2
            then (r.value - r.value_2) / 2 end as trend
  from ranked r
  join series s on s.series = r.series
  join bounds q on q.series = r.series
  left join beside b on b.series = r.series and b.area = r.area;
