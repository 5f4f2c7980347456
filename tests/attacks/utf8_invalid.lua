-- text that is no UTF-8
local s = ('\255\254\x80'):rep(1000)
pcall(utf8.len, s) pcall(utf8.codepoint, s, 1, -1) pcall(function() for _ in utf8.codes(s) do end end) pcall(utf8.offset, s, 1 << 60) pcall(utf8.char, -1, 1 << 40) return utf8.len(s, 1, -1, true)
