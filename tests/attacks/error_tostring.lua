-- an error object with a __tostring that never ends
error(setmetatable({}, { __tostring = function() while true do end end }))
