// The three rules in Polars, one thread: node in_polars.js FOLDER
process.env.POLARS_MAX_THREADS = '1'
const pl = require('nodejs-polars')
const { names, words, column, measure } = require('./columns.js')

const data = {}
names.forEach((name, i) => { data[name] = i < 5 ? column(i) : Array.from(column(i), number => words[number]) })
const frame = pl.DataFrame(data).withColumns(pl.col('level').cast(pl.Categorical), pl.col('kind').cast(pl.Categorical))

// 2 ^ x as exp(x log 2): a number cannot be raised to a column here.
const { col, lit, when } = pl
const x = col('x'), y = col('y'), z = col('z'), n = col('n'), w = col('w')
const share = x.mul(0.3).add(y.mul(0.5)).add(z.mul(0.2)).div(w.add(1))
const s = x.mul(when(col('level').eq(lit('key'))).then(lit(1.5)).when(col('level').eq(lit('major'))).then(lit(1.2)).otherwise(lit(0.8)))
const lower = when(col('kind').eq(lit('minor')).or(w.gt(0.9))).then(s.sub(0.2)).otherwise(s)
const rules = {
  arithmetic: share.mul(share).add(lit(1).sub(share).mul(n).mul(0.25)).sub(x.sub(y).mul(z.sub(w))),
  branches: when(y.gt(0.5).and(z.lt(0.3))).then(s.add(0.1)).otherwise(
    when(lower.lt(0)).then(lit(0)).when(lower.gt(1)).then(lit(1)).otherwise(lower)),
  powers: x.mul(-1).div(30).mul(Math.LN2).exp().mul(y.pow(0.7)).add(z.mul(-1).exp().mul(w.add(1).log())),
}

async function main() {
  for (const [rule, expression] of Object.entries(rules)) {
    let out
    await measure('Polars', rule, 9, () => { out = frame.lazy().select(expression.alias('out')).collectSync() },
      () => Float64Array.from(out.getColumn('out').toArray()))
  }
}
main()
