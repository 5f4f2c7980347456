-- fresh coroutines, each below the hook's count
while true do coroutine.resume(coroutine.create(function() for i = 1, 900 do end end)) end
