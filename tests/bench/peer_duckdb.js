// SPDX-License-Identifier: MIT
//
// DuckDB takes the long file in: read_csv into a table of a database file, and a checkpoint, which syncs it. Then, when
// the tables beside it are given, a second table (windows.sql) and another checkpoint. Prints `load SECONDS ROWS` and
// `windows SECONDS ROWS`; the second includes the first.
//
// usage: node peer_duckdb.js FILE FOLDER [NEIGHBOURS POLARITY]      NODE_PATH names the folder that has @duckdb/node-api

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

const text = (value) => `'${value.replaceAll("'", "''")}'`;

const load = (file) => `create table lait as
  select "Short Desc" as measure, "Data item" as title, Years as period, "LA and Regions" as name, "Values" as value,
         "LA Number" as area, Region as region
    from read_csv(${text(file)}, nullstr = '-')`;

const beside = (table, file) => `create table ${table} as select * from read_csv(${text(file)})`;

async function main() {
  const [file, folder, neighbours, polarity] = process.argv.slice(2);
  fs.mkdirSync(folder);
  const instance = await duckdb.DuckDBInstance.create(path.join(folder, "lait.duckdb"));
  const connection = await instance.connect();
  const count = async (table) =>
    Number((await connection.runAndReadAll(`select count(*) from ${table}`)).getRows()[0][0]);

  if (neighbours) {
    await connection.run(beside("neighbours", neighbours));
    await connection.run(beside("polarity", polarity));
    await connection.run("checkpoint");
  }
  const begun = process.hrtime.bigint();
  const seconds = () => (Number(process.hrtime.bigint() - begun) / 1e9).toFixed(6);
  await connection.run(load(file));
  await connection.run("checkpoint");
  const loaded = seconds();
  if (neighbours) {
    await connection.run(fs.readFileSync(path.join(__dirname, "windows.sql"), "utf8"));
    await connection.run("checkpoint");
    const all = seconds();
    console.log(`windows ${all} ${await count("figures")}`);
  }
  console.log(`load ${loaded} ${await count("lait")}`);
  connection.closeSync();
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
