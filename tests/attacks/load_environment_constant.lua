-- a constant environment: wrong code in 5.4.4
local _ENV <const> = { a = 1 }
local function f() a = 2 return a end
for i = 1, 1000 do f() end return f()
