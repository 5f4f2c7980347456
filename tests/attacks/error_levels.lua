-- errors at levels that are not there
for i = -1000, 1000 do pcall(error, 'x', i) end error('x', math.maxinteger)
