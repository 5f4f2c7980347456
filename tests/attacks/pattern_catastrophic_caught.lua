-- a pattern that backtracks for ever, caught
while true do pcall(string.find, ('a'):rep(100000), ('a-'):rep(50) .. 'b') end
