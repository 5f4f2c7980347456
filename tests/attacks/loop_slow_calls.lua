-- library calls just short enough to stay silent
local s = ('x'):rep(20000)
while true do local _ = s:find('y', 1, true) end
