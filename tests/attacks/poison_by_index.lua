-- looks for the table behind the texts
local i = ('').__index assert(i == nil) assert(string.__index == nil) assert(_ENV.__index)
