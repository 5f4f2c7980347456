-- numbers of a million digits
return tonumber(('9'):rep(1000000)), tonumber(('f'):rep(1000000), 16), tonumber('0x' .. ('f'):rep(1000000))
