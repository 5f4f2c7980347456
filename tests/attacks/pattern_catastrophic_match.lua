-- a pattern with captures that backtracks for ever
return ('a'):rep(10000):match(('(a*)'):rep(20) .. 'b')
