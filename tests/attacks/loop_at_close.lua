-- a loop in a to-be-closed variable
do local x <close> = setmetatable({}, { __close = function() while true do end end }) end
