-- numbers at the edges
pcall(function() return 1 // 0 end) pcall(function() return 1 % 0 end) local _ = math.mininteger // -1, math.mininteger % -1, math.tointeger(2^53), 1 << 64, 1 >> -70, -(0/0), math.fmod(math.mininteger, -1)
