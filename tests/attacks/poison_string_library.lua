-- changes a library's function
string.upper = function() while true do end end
