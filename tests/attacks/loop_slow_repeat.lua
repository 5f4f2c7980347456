-- 1 MiB of text in every turn
while true do local _ = ('x'):rep(1048576) end
