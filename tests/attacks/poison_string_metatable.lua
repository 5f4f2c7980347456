-- changes what every text can do
getmetatable('').__index = function() return error end
