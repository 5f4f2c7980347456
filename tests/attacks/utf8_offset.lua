-- offsets without end
local s = ('\x80'):rep(1000000) while true do pcall(utf8.offset, s, 1, 1) utf8.len(s) end
