-- an error in a name with control characters
return _ENV['\27[31m\0' .. ('x'):rep(100000)]
