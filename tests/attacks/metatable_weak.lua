-- weak tables
local t = setmetatable({}, { __mode = 'kv' }) for i = 1, 1e6 do t[{}] = {} end
