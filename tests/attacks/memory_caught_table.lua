-- catches the refusal and tries again
while true do pcall(function() local t = {} while true do t[#t + 1] = ('x'):rep(1000000) end end) end
