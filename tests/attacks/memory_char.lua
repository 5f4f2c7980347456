-- a text from many results
while true do local _ = string.char(('x'):rep(9000):byte(1, -1)) end
