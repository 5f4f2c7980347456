-- a substitution that multiplies, caught
local s = ('x'):rep(1000000)
while true do pcall(s.gsub, s, 'x', s) end
