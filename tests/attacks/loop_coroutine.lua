-- a loop in a coroutine, whose count of steps is its own
while true do coroutine.wrap(function() while true do end end)() end
