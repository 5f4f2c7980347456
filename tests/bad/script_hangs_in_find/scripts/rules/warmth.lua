local text = ("a"):rep(100000)
local found = text:find(("a-"):rep(60) .. "b")
return { factors = {} }
