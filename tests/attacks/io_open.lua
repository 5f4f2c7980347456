-- writes a file
local f = io.open('/tmp/kith-escaped', 'w') f:write('x') f:close()
