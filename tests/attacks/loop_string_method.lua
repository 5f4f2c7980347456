-- many short library calls
while true do local _ = ('x'):upper() end
