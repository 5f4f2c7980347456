// The three rules in DuckDB, one thread: node in_duckdb.js FOLDER. Results are summed, which is less work than keeping them.
const { DuckDBInstance } = require('@duckdb/node-api')
const { ROWS, names, words, column, measure } = require('./columns.js')

const SHARE = '((x * 0.3 + y * 0.5 + z * 0.2) / (1 + w))'
const S = "(x * CASE level WHEN 'key' THEN 1.5 WHEN 'major' THEN 1.2 ELSE 0.8 END)"
const LOWER = `CASE WHEN kind = 'minor' OR w > 0.9 THEN ${S} - 0.2 ELSE ${S} END`
const rules = {
  arithmetic: `${SHARE} * ${SHARE} + (1 - ${SHARE}) * n * 0.25 - (x - y) * (z - w)`,
  branches: `CASE WHEN y > 0.5 AND z < 0.3 THEN ${S} + 0.1 ELSE greatest(least(${LOWER}, 1), 0) END`,
  powers: '2 ** (-x / 30) * y ** 0.7 + exp(-z) * ln(1 + w)',
}

async function main() {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  await connection.run(`CREATE TYPE word AS ENUM (${words.slice(1).map(word => `'${word}'`)})`)
  await connection.run('CREATE TABLE t (x DOUBLE, y DOUBLE, z DOUBLE, n DOUBLE, w DOUBLE, level word, kind word)')
  await connection.run('CREATE TABLE numbers (x DOUBLE, y DOUBLE, z DOUBLE, n DOUBLE, w DOUBLE, level DOUBLE, kind DOUBLE)')
  const columns = names.map((_, i) => column(i)), appender = await connection.createAppender('numbers')
  for (let row = 0; row < ROWS; row++) {
    for (const values of columns) appender.appendDouble(values[row])
    appender.endRow()
  }
  appender.closeSync()
  const word = name => `(['key', 'major', 'minor', 'other'])[${name}::INTEGER]::word`
  await connection.run(`INSERT INTO t SELECT x, y, z, n, w, ${word('level')}, ${word('kind')} FROM numbers`)
  for (const [rule, expression] of Object.entries(rules)) {
    await measure('DuckDB', rule, 9, () => connection.runAndReadAll(`SELECT sum(${expression.replace(/(\d\.\d+)/g, '$1::DOUBLE')}) FROM t`), async () => {
      const reader = await connection.runAndReadAll(`SELECT (${expression.replace(/(\d\.\d+)/g, '$1::DOUBLE')})::DOUBLE FROM t`)
      return reader.getColumns()[0]
    })
  }
}
main()
