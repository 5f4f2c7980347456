-- a substitution that backtracks for ever
return ('a'):rep(10000):gsub('.-.-.-.-.-.-b', '')
