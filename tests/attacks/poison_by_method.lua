-- changes a text's method
local s = 'x' s.upper = error
