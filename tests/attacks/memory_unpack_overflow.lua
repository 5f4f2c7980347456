-- a range of results that overflows
return table.unpack({}, math.mininteger, math.maxinteger)
