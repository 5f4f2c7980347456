-- an iteration that backtracks for ever
for _ in ('a'):rep(10000):gmatch('.-.-.-.-.-.-b') do end
