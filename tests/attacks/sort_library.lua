-- sorts the library of functions
table.sort(string, function() return true end)
