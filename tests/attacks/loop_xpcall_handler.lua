-- a loop in an error handler
xpcall(error, function() while true do end end)
