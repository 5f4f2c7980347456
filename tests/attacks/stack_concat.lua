-- a very long chain of joins
local s = 'return ' .. ('"x"..'):rep(200) .. '"x"' return load(s)()
