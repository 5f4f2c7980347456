-- keys without an order
local t = { [{}] = 1, [print] = 2 }
for k in pairs(t) do end
