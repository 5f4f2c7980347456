-- pcall of pcall of pcall, endlessly
local function f(n) return pcall(pcall, pcall, f, n + 1) end
while true do f(0) end
