-- a length that overflows
return ('xxxx'):rep(1 << 62)
