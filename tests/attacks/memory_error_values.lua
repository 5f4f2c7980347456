-- errors as large as can be
while true do pcall(error, ('x'):rep(1048576)) end
