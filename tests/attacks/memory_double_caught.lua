-- a text that doubles, with the errors caught
local s = ('x'):rep(1000)
while true do pcall(function() while true do s = s .. s end end) end
