-- a pattern that backtracks for ever
return ('a'):rep(100000):find(('a-'):rep(50) .. 'b')
