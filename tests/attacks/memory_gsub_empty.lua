-- a substitution at every empty match
local s = ('x'):rep(1000000)
return #s:gsub('', s)
