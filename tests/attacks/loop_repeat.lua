-- an endless loop with work in it
local x = 0 repeat x = x + 1 until false
