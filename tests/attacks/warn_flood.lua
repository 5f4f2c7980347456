-- floods standard error
warn('@on') while true do warn(('x'):rep(1000)) end
