-- one huge text
return ('x'):rep(1 << 40)
