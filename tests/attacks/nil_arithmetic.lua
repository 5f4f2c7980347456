-- arithmetic with nil, caught, again and again
while true do pcall(function() return nil + 1 end) pcall(math.floor, nil) end
