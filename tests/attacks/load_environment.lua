-- takes another environment
local _ENV = { x = 1 } x = 2 return x
