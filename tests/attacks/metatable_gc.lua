-- a finalizer
setmetatable({}, { __gc = function() error('x') end }) return collectgarbage()
