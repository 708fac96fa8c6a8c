// SPDX-License-Identifier: MIT
//
// DuckDB takes the long file in: read_csv into a table of a database file, and a checkpoint, which syncs it. Then a
// second table: each figure with its rank, the mean of the neighbours, and the differences from that and from England.
// Prints `load SECONDS ROWS` and `windows SECONDS ROWS`; the second includes the first.
//
// usage: node peer_duckdb.js FILE FOLDER NEIGHBOURS      NODE_PATH names the folder that has @duckdb/node-api

"use strict";

const fs = require("node:fs");
const path = require("node:path");

const MISSING = 77;

let duckdb;
try {
  duckdb = require("@duckdb/node-api");
} catch (error) {
  console.log(`@duckdb/node-api is not installed: ${error.code}`);
  process.exit(MISSING);
}

const NATION = 970;
const REGIONS = 980; // and above

const text = (value) => `'${value.replaceAll("'", "''")}'`;

const load = (file) => `create table lait as
  select "Short Desc" as measure, "Data item" as title, Years as period, "LA and Regions" as name, "Values" as value,
         "LA Number" as area, Region as region
    from read_csv(${text(file)}, nullstr = '-')`;

// The set in force is the latest; the areas of a release are authorities, regions and England.
const neighbours = (file) => `create table neighbours as
  select la_code as area, neighbour_code as neighbour from read_csv(${text(file)})
   where "set" = (select max("set") from read_csv(${text(file)}))`;

const windows = `create table figures as
  with mean as (
    select l.measure, l.period, n.area, avg(l.value) as mean
      from lait l join neighbours n on l.area = n.neighbour group by all)
  select l.*, l.value - e.value as diff_national, m.mean as neighbours, l.value - m.mean as diff_neighbours,
         rank() over (partition by l.measure, l.period, l.area = ${NATION} or l.area >= ${REGIONS}
                      order by l.value desc nulls last) as rank_national
    from lait l
    left join lait e on e.measure = l.measure and e.period = l.period and e.area = ${NATION}
    left join mean m on m.measure = l.measure and m.period = l.period and m.area = l.area`;

async function main() {
  const [file, folder, sets] = process.argv.slice(2);
  fs.mkdirSync(folder);
  const instance = await duckdb.DuckDBInstance.create(path.join(folder, "lait.duckdb"));
  const connection = await instance.connect();
  const count = async (table) =>
    Number((await connection.runAndReadAll(`select count(*) from ${table}`)).getRows()[0][0]);

  await connection.run(neighbours(sets));
  await connection.run("checkpoint");
  const begun = process.hrtime.bigint();
  const seconds = () => (Number(process.hrtime.bigint() - begun) / 1e9).toFixed(6);
  await connection.run(load(file));
  await connection.run("checkpoint");
  const loaded = seconds();
  await connection.run(windows);
  await connection.run("checkpoint");
  const all = seconds();
  console.log(`load ${loaded} ${await count("lait")}`);
  console.log(`windows ${all} ${await count("figures")}`);
  connection.closeSync();
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
