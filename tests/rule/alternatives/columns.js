// The columns and results that rule_bench wrote, for the scripts beside this one.
const fs = require('fs')
const ROWS = 1000000

const folder = process.argv[2]
function read(name) {
  const bytes = fs.readFileSync(folder + '/' + name)
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}
const all = read('rows')

exports.ROWS = ROWS
exports.names = ['x', 'y', 'z', 'n', 'w', 'level', 'kind']
exports.words = ['', 'key', 'major', 'minor', 'other']
exports.column = i => all.subarray(i * ROWS, (i + 1) * ROWS)

// `run` computes, `results` gives an array of the last run's results.
exports.measure = async function (way, rule, rounds, run, results) {
  let best = Infinity
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage()
    await run()
    const took = process.cpuUsage(start)
    best = Math.min(best, (took.user + took.system) * 1000)
  }
  const ours = await results(), expected = read(rule)
  let worst = ours.length === ROWS ? 0 : Infinity
  for (let i = 0; i < ROWS; i++) worst = Math.max(worst, Math.abs(ours[i] - expected[i]))
  console.log([way, rule, (best / ROWS).toFixed(2), worst.toExponential(1)].join('\t'))
}
